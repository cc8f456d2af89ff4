import type { Db } from '@flashstudio/db';
import type { Clock, Logger, Scheduler } from '@flashstudio/platform';
import pLimit from 'p-limit';
import { createPump } from '../pump.ts';
import { readHorizon } from '../read.ts';
import type { Subscription } from '../subscription.ts';
import { ensureCursors } from './cursor.ts';
import { createPatience, POLL_MS } from './patience.ts';
import { type Peeked, peek } from './peek.ts';
import { retryNextParked } from './retry-parked.ts';
import type { RunnerSettings } from './settings.ts';
import { applyNextBatch, type Reader, type StepDeps, type StepOutcome } from './step.ts';

export interface RunnerDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly scheduler: Scheduler;
  readonly settings: RunnerSettings;
}

/** Keeps subscriptions up with the log. Any number of replicas may run the same ones. */
export interface RunnerLoop {
  /** Reads from now on: when woken, and every two seconds in case a hint was lost. */
  start(): void;
  /** Looks for news soon. Does nothing while not started. */
  wake(): void;
  /** Reads no more; resolves when the batches at hand are done. */
  stop(): Promise<void>;
  /**
   * Applies all that can be read now, waiting for other replicas where they are at it; started or not. Leaves what is
   * held back by open transactions and what waits for its next try.
   */
  catchUp(): Promise<void>;
  /** Applies all that was committed before the call, waiting for the older transactions that hold it back. */
  drain(): Promise<void>;
}

/** A subscription in this process: at most one batch of it at a time. */
interface Worker {
  readonly reader: Reader;
  hasRetry: boolean;
  /** There was news while it worked. */
  again: boolean;
  working: Promise<void> | null;
}

const DRAIN_PAUSE_MS = 10;

/** Makes the loop that peeks for news and lets each subscription with any read on, independently of the others. */
export function createRunnerLoop(deps: RunnerDeps, subscriptions: readonly Subscription[]): RunnerLoop {
  const { db, clock, logger, scheduler, settings } = deps;
  const workers = new Map(subscriptions.map((subscription) => [subscription.name, createWorker(subscription, settings)]));
  const connections = pLimit(settings.concurrency);
  const patience = createPatience(clock);
  let registration: Promise<void> | undefined;
  let state: 'new' | 'running' | 'stopped' = 'new';

  const pump = createPump({
    scheduler,
    retryMs: POLL_MS,
    onError: (error) => logger.error({ err: error }, 'the event log could not be read'),
    async look() {
      const { subscriptions: peeked, heldBack } = await look();
      for (const [worker] of dueOf(peeked)) {
        work(worker, 'skip').catch((error: unknown) =>
          logger.error({ err: error, subscription: worker.reader.subscription.name }, 'a subscription could not read'),
        );
      }
      return patience.untilNextLook(peeked, heldBack);
    },
  });

  async function look() {
    registration ??= ensureCursors(db, [...workers.keys()], clock.now()).catch((error: unknown) => {
      registration = undefined;
      throw error;
    });
    await registration;
    return peek(db, subscriptions, settings.windowSize);
  }
}
