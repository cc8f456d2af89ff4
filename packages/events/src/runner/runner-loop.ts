import pLimit from 'p-limit';
import { createPatience, POLL_MS } from '../patience.ts';
import { createPump } from '../pump.ts';
import { readHorizon, readNewest } from '../read.ts';
import type { Subscription } from '../subscription.ts';
import { ensureCursors } from './cursor.ts';
import { type Peek, type Peeked, peek } from './peek.ts';
import type { StepDeps, StepOutcome } from './step.ts';
import { createWorker, type Worker } from './worker.ts';

/** Keeps subscriptions up with the log. Any number of replicas may run the same ones. */
export interface RunnerLoop {
  /** Reads from now on: when woken, and every two seconds in case a hint was lost. */
  start(): void;
  /** Looks for news soon; does nothing before `start`. */
  wake(): void;
  /** Reads no more by itself; resolves when the batches at hand are done. */
  stop(): Promise<void>;
  /**
   * Applies all that can be read now, waiting for other replicas where they are at it; started or not. Leaves what open
   * transactions hold back and what waits for its next try.
   */
  catchUp(): Promise<void>;
  /** Applies all that was committed before the call, waiting for the older transactions that hold it back. */
  drain(): Promise<void>;
}

interface Due {
  readonly worker: Worker;
  readonly todo: Peeked;
}

const DRAIN_PAUSE_MS = 10;

/** Makes the loop: it looks which subscriptions have news and lets each read on, independently of the others. */
export function createRunnerLoop(deps: StepDeps, subscriptions: readonly Subscription[]): RunnerLoop {
  const { db, clock, logger, scheduler, settings } = deps;
  const connections = pLimit(settings.concurrency);
  const workers = subscriptions.map((subscription) => createWorker({ ...deps, connections }, subscription));
  const patience = createPatience();
  /** Workers that had news while they were at work: under load these make larger batches. */
  const late = new Set<Worker>();
  let registered: Promise<void> | undefined;
  let started = false;

  async function look(): Promise<Peek> {
    registered ??= ensureCursors(db, subscriptions, clock.now());
    await registered.catch((error: unknown) => {
      registered = undefined;
      throw error;
    });
    return peek(db, subscriptions, settings.windowSize);
  }

  /** Who has something to do, and what. */
  function dueIn({ subscriptions: peeked }: Peek): readonly Due[] {
    const now = clock.now();
    const due = new Map(peeked.filter((todo) => isDue(todo, now)).map((todo) => [todo.name, todo]));
    return workers.flatMap((worker) => {
      const todo = due.get(worker.name);
      return todo === undefined ? [] : [{ worker, todo }];
    });
  }

  const pump = createPump({
    scheduler,
    retryMs: POLL_MS,
    onError: (error) => logger.error({ err: error }, 'the event log could not be read'),
    async look() {
      const peeked = await look();
      for (const { worker, todo } of dueIn(peeked)) {
        if (worker.isWorking()) late.add(worker);
        else void followUp(worker, worker.work(todo, 'skip'));
      }
      return Math.min(untilNextTry(peeked, clock.now()), patience(peeked));
    },
  });

  /** Looks again for news that came during the work; and after a failure, for when the next try is due. */
  async function followUp(worker: Worker, work: Promise<StepOutcome>): Promise<void> {
    try {
      const outcome = await work;
      if (late.delete(worker) || outcome === 'paused') pump.wake();
    } catch (error) {
      logger.error({ err: error, subscription: worker.name }, 'a subscription could not be read');
    }
  }

  async function catchUp(): Promise<void> {
    // What comes while one is at it is not waited for: else a busy log would never be caught up with.
    const caughtUp = new Set<Worker>();
    for (;;) {
      const due = dueIn(await look()).filter(({ worker }) => !caughtUp.has(worker));
      if (due.length === 0) return;
      await Promise.all(
        due.map(async ({ worker, todo }) => {
          if ((await worker.work(todo, 'wait')) === 'done') caughtUp.add(worker);
        }),
      );
    }
  }

  return {
    start() {
      started = true;
      pump.wake();
    },
    wake() {
      if (started) pump.wake();
    },
    async stop() {
      await pump.stop();
      await Promise.all(workers.map((worker) => worker.stop()));
    },
    catchUp,
    async drain() {
      const newest = await readNewest(db);
      for (;;) {
        const isReadable = newest.xact < (await readHorizon(db)).xact;
        await catchUp();
        if (isReadable) return;
        await new Promise<void>((resolve) => scheduler.after(DRAIN_PAUSE_MS, resolve));
      }
    },
  };
}

function isDue({ hasNews, hasRetry, nextAttemptAt }: Peeked, now: Date): boolean {
  return hasRetry || (hasNews && (nextAttemptAt === null || nextAttemptAt <= now));
}

/** In milliseconds; infinite when nothing waits for its next try. */
function untilNextTry({ subscriptions }: Peek, now: Date): number {
  const waits = subscriptions.map(({ nextAttemptAt }) => (nextAttemptAt?.getTime() ?? Infinity) - now.getTime());
  return Math.min(...waits.filter((wait) => wait > 0));
}
