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
  /** The version of the API that is asked for. */
  readonly version: string;
  /** Where browsers reach the sandbox, for the pages it sends them to. */
  readonly origin: string;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Random bytes are asked for in bulk: asking for a few at a time costs more than everything else a request does. */
const pool = { bytes: randomBytes(8_192), used: 0 };

function takeRandom(length: number): Uint8Array {
  if (pool.used + length > pool.bytes.length) {
    pool.bytes = randomBytes(pool.bytes.length);
    pool.used = 0;
  }
  pool.used += length;
  return pool.bytes.subarray(pool.used - length, pool.used);
}

/** Makes an id in Stripe's form: a prefix and 24 characters of letters and digits. */
export function objectId(prefix: string, length = 24): string {
  let id = `${prefix}_`;
  for (const byte of takeRandom(length)) id += BASE62[byte % 62];
  return id;
}

/** Digits as networks give them for codes and references. */
export function digits(length: number): string {
  let text = '';
  for (const byte of takeRandom(length)) text += byte % 10;
  return text;
}

/** The same context for what happens by itself, after the request: no request is named as its cause. */
export function byItself(context: OperationContext): OperationContext {
  return { ...context, requestId: null, idempotencyKey: null };
}

/** Unix seconds. */
export function seconds(clock: SandboxClock): number {
  return Math.floor(clock.now().getTime() / 1000);
}
