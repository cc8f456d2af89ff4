import type { Hints } from '@flashstudio/db';
import type { Scheduler } from '@flashstudio/platform';
import type { ApplyEventsDeps } from './apply-events.ts';
import { drainInbox } from './drain-inbox.ts';

/** Wakes the applier of every replica when events have been stored. */
const CHANNEL = 'webhook_inbox';

/** Bounds what a lost hint costs, and finds what was put off. */
const POLL_MS = 2_000;

/** The events of one payment come within moments of each other: taken together they are one transaction. */
const GATHER_MS = 40;

export interface InboxWorkerDeps extends ApplyEventsDeps {
  readonly hints: Hints;
  readonly scheduler: Scheduler;
}

export interface InboxWorker {
  /** Resolves when it hears of what is stored elsewhere, and is at what was stored before: it misses nothing. */
  start(): Promise<void>;
  /** Tells every replica, and this process first, that something was stored. */
  wake(): void;
  /** Resolves when the events being applied are done. */
  stop(): Promise<void>;
}

/** Keeps the inbox empty: at start, whenever an event is stored anywhere, after a lost connection, and every 2 s. */
export function createInboxWorker(deps: InboxWorkerDeps): InboxWorker {
  const { hints, scheduler, logger } = deps;
  let cancelGathering: (() => void) | undefined;
  let cancelPoll: (() => void) | undefined;
  let stopListening: (() => void) | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let started = false;

  const drain = () => {
    again = true;
    running ??= run().finally(() => {
      running = undefined;
    });
  };
  const run = async () => {
    while (again && started) {
      again = false;
      await drainInbox(deps).catch((error: unknown) => logger.error({ err: error }, 'webhook inbox could not be read'));
    }
  };
  const gather = () => {
    if (!started) return;
    cancelGathering ??= scheduler.after(GATHER_MS, () => {
      cancelGathering = undefined;
      drain();
    });
  };
  const poll = () => {
    drain();
    cancelPoll = scheduler.after(POLL_MS, poll);
  };

  return {
    async start() {
      started = true;
      stopListening = await hints.on(CHANNEL, gather);
      poll();
    },
    wake() {
      gather();
      hints.send(CHANNEL);
    },
    async stop() {
      started = false;
      cancelGathering?.();
      cancelPoll?.();
      stopListening?.();
      await running;
    },
  };
}
