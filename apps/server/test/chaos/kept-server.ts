import { type ServerProcess, type ServerSettings, spawnServer } from '../spawn-server.ts';
import { pause, until } from '../until.ts';

/** A server that is started again whenever it is gone, as an orchestrator does. */
export interface KeptServer {
  /** Ends it as a crash does; resolves when it is up again, which it is not allowed before `awayMs` are over. */
  crash(awayMs: number): Promise<void>;
  /** How often it ended by itself once it was up: never, if it is well. */
  endedByItself(): number;
  close(): Promise<void>;
}

const START_WITHIN_MS = 90_000;

/** Starts it; resolves when it is up. Without its database it cannot start, so that is tried again. */
export async function keepServer(settings: ServerSettings): Promise<KeptServer> {
  let closed = false;
  let endings = 0;
  let crash: { readonly awayMs: number; readonly over: () => void } | undefined;
  let up = start(settings);

  const keep = async () => {
    for (;;) {
      await (await up).gone;
      if (closed) return;
      if (crash === undefined) endings += 1;
      const { awayMs, over } = crash ?? { awayMs: 0, over: () => undefined };
      crash = undefined;
      up = pause(awayMs).then(() => start(settings));
      void up.finally(over).catch(() => undefined);
    }
  };
  await up;
  // Who waits for the server to be up hears of a failure to start.
  const kept = keep().catch(() => undefined);

  return {
    async crash(awayMs) {
      const server = await up;
      const back = Promise.withResolvers<void>();
      crash = { awayMs, over: back.resolve };
      await server.end('SIGKILL');
      await back.promise;
      await up;
    },
    endedByItself: () => endings,
    async close() {
      closed = true;
      await (await up.catch(() => undefined))?.end('SIGKILL');
      await kept;
    },
  };
}

function start(settings: ServerSettings): Promise<ServerProcess> {
  return until('the server is up', START_WITHIN_MS, () => spawnServer(settings));
}
