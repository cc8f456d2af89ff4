import type { FaultPlan } from '../faults/faults.ts';
import type { Planned } from '../faults/plan-list.ts';
import type { WebhookPlan } from '../webhooks/stress.ts';
import type { SandboxControl } from './control.ts';

/** Everything that is switched and planned, for JSON. */
export function describeState({ faults, stress, webhooks, settlement, clock }: SandboxControl) {
  return {
    seed: stress.seed(),
    presets: stress.active(),
    faults: faults.plans.active().map(describeFault),
    webhooks: { held: webhooks.held(), plans: webhooks.stress.plans.active().map(describeWebhook) },
    settlement: { ...settlement.state(), pending: settlement.pending() },
    clock: clock.state(),
  };
}

/** A plan for requests as JSON tells it: its path in the form `/…/`. */
export function describeFault({ id, plan, preset, chance }: Planned<FaultPlan>) {
  const path = plan.path === undefined ? {} : { path: String(plan.path) };
  return { id, ...plan, ...path, preset, hits: chance.hitCount(), left: chance.left() };
}

/** A plan for webhooks as JSON tells it. */
export function describeWebhook({ id, plan, preset, chance }: Planned<WebhookPlan>) {
  return { id, ...plan, preset, hits: chance.hitCount(), left: chance.left() };
}
