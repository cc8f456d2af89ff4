import type { Faults } from '../faults/faults.ts';
import type { StressLevel } from '../faults/stress-level.ts';
import type { RequestLog } from '../http/request-log.ts';
import type { ClockControl } from './clock-control.ts';
import type { SettlementControl } from './settlement-control.ts';
import type { WebhookControl } from './webhook-control.ts';

/** What tests and people change about the sandbox from outside the API. Over HTTP the same is under `/_control`. */
export interface SandboxControl {
  /** What goes wrong with requests to the API. */
  readonly faults: Faults;
  /** Presets and the seed, for requests and webhooks alike. */
  readonly stress: StressLevel;
  readonly webhooks: WebhookControl;
  readonly clock: ClockControl;
  /** The latest requests to the API. */
  readonly requests: Pick<RequestLog, 'recent' | 'find' | 'subscribe'>;
  /** Lets payments settle later: for a while they are `processing`. */
  readonly settlement: SettlementControl;
  /**
   * Lets everything that settles later settle now: payments in processing as they were planned, pending refunds succeed,
   * doomed ones fail.
   */
  settlePending(): void;
  /**
   * Registers an endpoint with a known secret, or gives the one of this URL that secret. It is told of `enabledEvents`, by
   * their types, or of all (`*`); one that is there already keeps what it asked for unless told otherwise. Throws for a
   * type of event that Stripe does not have.
   */
  ensureWebhookEndpoint(endpoint: { url: string; secret: string; enabledEvents?: readonly string[] }): void;
  /**
   * Forgets all objects, events and idempotency keys of an account, or of all. Webhook endpoints stay, as settings do,
   * unless `endpoints` is true. Throws a RangeError for an account the sandbox does not have.
   */
  reset(options?: { account?: string | undefined; endpoints?: boolean | undefined }): void;
}
