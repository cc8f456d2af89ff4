export type { TestCard } from './cards/test-card.ts';
export { testCards } from './cards/test-cards.ts';
export type { SandboxClock } from './context.ts';
export type { SandboxControl } from './control/control.ts';
export type { WebhookControl } from './control/webhook-control.ts';
export type { Distribution } from './faults/distribution.ts';
export type { Fault, FaultPlan, Faults } from './faults/faults.ts';
export type { PresetName } from './faults/presets.ts';
export type { LoggedRequest } from './http/request-log.ts';
export {
  createStripeSandbox,
  type RunningSandbox,
  type SandboxOptions,
  type StripeSandbox,
} from './sandbox.ts';
export type { Permission, RestrictedKey, SandboxAccount } from './store/account-store.ts';
export type { Timer } from './timing/timer.ts';
export type { Delivery } from './webhooks/sender.ts';
export { signPayload } from './webhooks/signature.ts';
export type { WebhookEffect, WebhookPlan } from './webhooks/stress.ts';
