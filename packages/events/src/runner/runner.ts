import type { Decision, DecisionRecorder } from '../operations/decisions.ts';
import { type SubscriptionHealth, subscriptionsHealth } from '../operations/health.ts';
import { type ResetOutcome, resetSubscription } from '../operations/reset.ts';
import type { Subscription } from '../subscription.ts';
import { createRunnerLoop, type RunnerLoop } from './runner-loop.ts';
import type { StepDeps } from './step.ts';

/** Subscriptions in one process: keeps them up with the log, tells how they do, and resets them. */
export interface Runner extends RunnerLoop {
  /** How each is doing, whether or not this process is the one that reads. */
  health(): Promise<readonly SubscriptionHealth[]>;
  /** Has a subscription read the log anew from the first event. */
  reset(name: string, decision: Decision): Promise<ResetOutcome>;
}

export interface RunnerDeps extends StepDeps {
  readonly recordDecision?: DecisionRecorder | undefined;
}

/** Makes the runner of some subscriptions. Throws when two have the same name: they would share a cursor. */
export function createRunner(deps: RunnerDeps, subscriptions: readonly Subscription[]): Runner {
  const byName = new Map(subscriptions.map((subscription) => [subscription.name, subscription]));
  if (byName.size < subscriptions.length) throw new Error('two subscriptions have the same name');
  return {
    ...createRunnerLoop(deps, subscriptions),
    health: () => subscriptionsHealth(deps, subscriptions),
    async reset(name, decision) {
      const subscription = byName.get(name);
      if (subscription === undefined) return 'unknown';
      const outcome = await resetSubscription(deps, subscription, decision);
      deps.wake();
      return outcome;
    },
  };
}
