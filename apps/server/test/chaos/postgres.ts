import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@flashstudio/db/embedded';
import { freePort } from '@flashstudio/platform';
import { until } from '../until.ts';

/** A PostgreSQL that can be made to crash, and keeps what it has committed as one in production does. */
export interface CrashingPostgres {
  readonly connectionString: string;
  /**
   * Crashes it. SIGKILL takes its first process away, and the others go when they notice; SIGQUIT ends all of them at
   * once and without a word (https://www.postgresql.org/docs/current/server-shutdown.html). Either way it has to recover.
   */
  crash(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void>;
  /** Starts it again where it was. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const START_WITHIN_MS = 60_000;

/** Starts a cluster of its own, in a folder that goes with it. */
export async function startCrashingPostgres(): Promise<CrashingPostgres> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'flash-chaos-'));
  const options = { dataDir, database: 'chaos', port: await freePort() };
  let latest = await startEmbeddedPostgres(options);
  let running: Promise<EmbeddedPostgres | undefined> = Promise.resolve(latest);
  let closed = false;

  return {
    connectionString: latest.connectionString,
    async crash(signal) {
      running = Promise.resolve(undefined);
      const { pid } = latest;
      process.kill(pid, signal);
      await until('PostgreSQL is gone', START_WITHIN_MS, async () => (isAlive(pid) ? undefined : true));
    },
    async restart() {
      if (closed) return;
      // It does not start while a process of the one before is still at its memory.
      const restarted = until('PostgreSQL is up again', START_WITHIN_MS, () => startEmbeddedPostgres(options));
      running = restarted;
      latest = await restarted;
    },
    async close() {
      closed = true;
      await (await running.catch(() => undefined))?.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
