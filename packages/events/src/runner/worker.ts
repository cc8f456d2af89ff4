import type { LimitFunction } from 'p-limit';
import type { Subscription } from '../subscription.ts';
import type { Peeked } from './peek.ts';
import { retryNextParked } from './retry-parked.ts';
import { applyNextBatch, type IfHeld, type Reader, type StepDeps, type StepOutcome } from './step.ts';

export interface WorkerDeps extends StepDeps {
  /** Shares out database connections among the workers of this process. */
  readonly connections: LimitFunction;
}

/** `again`: news were seen while at work, and may be what was applied meanwhile: a look tells, which costs less than a try. */
export type WorkOutcome = StepOutcome | 'again';

/** One subscription in this process: it does one batch at a time. */
export interface Worker {
  readonly name: string;
  /**
   * Goes on until there is nothing more to do, and tells why it ended. Called while at work it ends with `again`. Rejects when the database could not be asked.
   */
  work(todo: Peeked, ifHeld: IfHeld): Promise<WorkOutcome>;
  /** Ends after the batch at hand; resolves when that is done. Work asked for with `wait` is still done to its end. */
  stop(): Promise<void>;
}

/** Makes the worker of a subscription, at rest. */
export function createWorker(deps: WorkerDeps, subscription: Subscription): Worker {
  const reader: Reader = { subscription, limit: deps.settings.batchSize, suspects: 0 };
  let working: Promise<WorkOutcome> | undefined;
  let again = false;
  let hasRetry = false;
  let stopping = false;

  async function untilDone(ifHeld: IfHeld): Promise<WorkOutcome> {
    try {
      again = false;
      if (hasRetry) {
        hasRetry = false;
        await repeat(() => retryNextParked(deps, reader, ifHeld), ifHeld);
      }
      const outcome = await repeat(() => applyNextBatch(deps, reader, ifHeld), ifHeld);
      return again && outcome !== 'paused' ? 'again' : outcome;
    } finally {
      // In the same breath as the last look at "again": who asks later starts anew.
      working = undefined;
    }
  }

  async function repeat(step: () => Promise<StepOutcome>, ifHeld: IfHeld): Promise<StepOutcome> {
    let outcome: StepOutcome = 'more';
    while (outcome === 'more' && (!stopping || ifHeld === 'wait')) outcome = await deps.connections(step);
    return outcome;
  }

  return {
    name: subscription.name,
    work(todo, ifHeld) {
      again = true;
      hasRetry ||= todo.hasRetry;
      working ??= untilDone(ifHeld);
      return working;
    },
    async stop() {
      stopping = true;
      await working?.catch(() => undefined);
    },
  };
}
