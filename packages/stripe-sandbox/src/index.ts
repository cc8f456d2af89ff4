export { type TestCard, testCards } from './cards/test-cards.ts';
export type { SandboxClock } from './context.ts';
export type { Fault, FaultPlan, Faults } from './faults/faults.ts';
export type { LoggedRequest } from './http/request-log.ts';
export {
  createStripeSandbox,
  type RunningSandbox,
  type SandboxControl,
  type SandboxOptions,
  type StripeSandbox,
} from './sandbox.ts';
export type { Permission, RestrictedKey, SandboxAccount } from './store/account-store.ts';
export type { Delivery } from './webhooks/sender.ts';
export { signPayload } from './webhooks/signature.ts';
