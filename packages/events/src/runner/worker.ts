import type { LimitFunction } from 'p-limit';
import type { Subscription } from '../subscription.ts';
import type { Peeked } from './peek.ts';
import { retryNextParked } from './retry-parked.ts';
import { applyNextBatch, type IfHeld, type Reader, type StepDeps, type StepOutcome } from './step.ts';

export interface WorkerDeps extends StepDeps {
  /** Shares out database connections among the workers of this process. */
  readonly connections: LimitFunction;
}

/** One subscription in this process: it does one batch at a time. */
export interface Worker {
  readonly name: string;
  isWorking(): boolean;
  /**
   * Goes on until there is nothing more to do, and tells why it ended; what is at work already ends first. Rejects when
   * the database could not be asked.
   */
  work(todo: Peeked, ifHeld: IfHeld): Promise<StepOutcome>;
  /** Ends after the batch at hand; resolves when that is done. Work asked for with `wait` is still done to its end. */
  stop(): Promise<void>;
}

/** Makes the worker of a subscription, at rest. */
export function createWorker(deps: WorkerDeps, subscription: Subscription): Worker {
  const reader: Reader = { subscription, limit: deps.settings.batchSize, suspects: 0 };
  let working: Promise<StepOutcome> | undefined;
  let stopping = false;

  async function untilDone({ hasRetry }: Peeked, ifHeld: IfHeld): Promise<StepOutcome> {
    try {
      if (hasRetry) await repeat(() => retryNextParked(deps, reader, ifHeld), ifHeld);
      return await repeat(() => applyNextBatch(deps, reader, ifHeld), ifHeld);
    } finally {
      working = undefined;
    }
  }

  async function repeat(step: () => Promise<StepOutcome>, ifHeld: IfHeld): Promise<StepOutcome> {
    let outcome: StepOutcome = 'more';
    while (outcome === 'more' && (!stopping || ifHeld === 'wait')) outcome = await deps.connections(step);
    return outcome;
  }

  /** Its failure is told to whoever asked for it. */
  const settled = () => working?.then(noop, noop);

  return {
    name: subscription.name,
    isWorking: () => working !== undefined,
    async work(todo, ifHeld) {
      while (working !== undefined) await settled();
      working = untilDone(todo, ifHeld);
      return working;
    },
    async stop() {
      stopping = true;
      await settled();
    },
  };
}

const noop = () => {};
