import { randomBytes } from 'node:crypto';
import type { AccountStore } from './store/account-store.ts';
import type { EventLog } from './webhooks/event-log.ts';

export interface SandboxClock {
  now(): Date;
}

/** What an operation of the API works with: the account, the time, and the request it serves. */
export interface OperationContext {
  readonly store: AccountStore;
  readonly clock: SandboxClock;
  readonly events: EventLog;
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
  /** Where browsers reach the sandbox, for the pages it sends them to. */
  readonly origin: string;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Makes an id in Stripe's form: a prefix and 24 characters of letters and digits. */
export function objectId(prefix: string, length = 24): string {
  return `${prefix}_${[...randomBytes(length)].map((byte) => BASE62[byte % 62]).join('')}`;
}

/** Unix seconds. */
export function seconds(clock: SandboxClock): number {
  return Math.floor(clock.now().getTime() / 1000);
}
