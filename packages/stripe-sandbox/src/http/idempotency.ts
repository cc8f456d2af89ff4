import { createHash } from 'node:crypto';
import qs from 'qs';
import { truncated } from '../cards/card-number.ts';
import { type SandboxClock, seconds } from '../context.ts';
import type { AccountStore, IdempotencyRecord } from '../store/account-store.ts';
import { withoutCardData } from './card-data.ts';
import { invalidParam, StripeApiError } from './errors.ts';
import { decodeForm } from './params.ts';

/** What an operation answered. `began` is false when the parameters kept it from starting. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
  readonly began: boolean;
}

export interface KeyedRequest {
  readonly key: string;
  readonly path: string;
  /** The body, form-encoded; the order of its fields does not matter. */
  readonly form: string;
  readonly requestId: string;
}

/** What to answer, and the request that was answered so first. */
export interface OnceAnswer {
  readonly status: number;
  readonly body: string;
  readonly replayed: boolean;
  readonly originalRequest: string;
}

const LONGEST_KEY = 255;
const KEPT_SECONDS = 24 * 60 * 60;

/**
 * Runs a write once per idempotency key (https://docs.stripe.com/api/idempotent_requests): the same key with the same
 * parameters replays the first answer for 24 hours, declines and refusals included. An operation that never began,
 * because its parameters did not fit, leaves the key free. Throws 400 for a key that is too long, was used on another
 * path or with other parameters, and 409 while the first request is still being worked on.
 */
export async function once(
  store: AccountStore,
  clock: SandboxClock,
  request: KeyedRequest,
  work: () => Promise<StoredAnswer>,
): Promise<OnceAnswer> {
  const { key, path, requestId } = request;
  if (key.length > LONGEST_KEY) {
    throw invalidParam(`Idempotency-Key must be at most ${LONGEST_KEY} characters; yours has ${key.length}.`);
  }
  if (store.inFlight.has(key)) throw inUse(key);
  const now = seconds(clock);
  forgetExpired(store, now);
  const digest = digestOf(request.form);
  const known = store.idempotency.get(key);
  if (known !== undefined) return replay(known, path, digest);

  store.inFlight.add(key);
  try {
    const { status, body, began } = await work();
    if (began) store.idempotency.set(key, { id: key, path, digest, status, body, requestId, created: now });
    return { status, body, replayed: false, originalRequest: requestId };
  } finally {
    store.inFlight.delete(key);
  }
}

function replay(known: IdempotencyRecord, path: string, digest: string): OnceAnswer {
  const { id: key, status, body, requestId } = known;
  if (known.path !== path) {
    throw mismatch(
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${known.path}' vs '${path}'). Try using a key other than '${key}' if you meant to execute a different request.`,
    );
  }
  if (known.digest !== digest) {
    throw mismatch(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    );
  }
  return { status, body, replayed: true, originalRequest: requestId };
}

/** Keys stand in the order they were first used, so the old ones are all in front. */
function forgetExpired(store: AccountStore, now: number): void {
  for (const record of store.idempotency.values()) {
    if (now - record.created < KEPT_SECONDS) return;
    store.idempotency.delete(record.id);
  }
}

/** Few numbers fit what is known of a card: even a digest of all of it would give it away. */
function digestOf(form: string): string {
  const canonical = qs.stringify(decodeForm(withoutCardData(form, truncated)), {
    sort: (a: string, b: string) => (a < b ? -1 : 1),
  });
  return createHash('sha256').update(canonical).digest('hex');
}

function mismatch(message: string): StripeApiError {
  return new StripeApiError(400, { type: 'idempotency_error', message });
}

function inUse(key: string): StripeApiError {
  return new StripeApiError(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. If you submit again, use a different Idempotent Key.`,
  });
}
