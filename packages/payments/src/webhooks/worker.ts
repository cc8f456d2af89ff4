import type { Listener } from '@flashstudio/db';
import { type ApplyEventsDeps } from './apply-events.ts';
import { drainInbox } from './drain-inbox.ts';

/** Wakes the applier of every replica when events have been stored. */
export const INBOX_CHANNEL = 'webhook_inbox';

/** Bounds what a lost hint costs, and finds what was put off. */
const POLL_MS = 2_000;

/** The events of one payment come within moments of each other: taken together they are one transaction. */
const GATHER_MS = 15;

export interface InboxWorker {
  start(): void;
  /** Something was stored by this process. */
  wake(): void;
  /** Resolves when the events being applied are done. */
  stop(): Promise<void>;
}

/** Keeps the inbox empty: at start, whenever an event is stored anywhere, after a lost connection, and every 2 s. */
export function createInboxWorker(deps: ApplyEventsDeps, listener: Listener): InboxWorker {
  let gathering: NodeJS.Timeout | undefined;
  let poll: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let started = false;
  const unsubscribes: (() => void)[] = [];

  const drain = () => {
    again = true;
    running ??= run().finally(() => {
      running = undefined;
    });
  };
  const run = async () => {
    while (again && started) {
      again = false;
      await drainInbox(deps).catch((error: unknown) =>
        deps.logger.error({ err: error }, 'webhook inbox could not be read'),
      );
    }
  };
  const wake = () => {
    if (!started || gathering !== undefined) return;
    gathering = setTimeout(() => {
      gathering = undefined;
      drain();
    }, GATHER_MS);
  };

  return {
    start() {
      started = true;
      unsubscribes.push(listener.on(INBOX_CHANNEL, wake), listener.onReconnect(wake));
      poll = setInterval(drain, POLL_MS);
      drain();
    },
    wake,
    async stop() {
      started = false;
      clearTimeout(gathering);
      clearInterval(poll);
      for (const unsubscribe of unsubscribes) unsubscribe();
      await running;
    },
  };
}
