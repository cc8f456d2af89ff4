import { createHash } from 'node:crypto';
import type { AccountStore, IdempotencyRecord } from '../store/account-store.ts';
import { StripeApiError } from './errors.ts';

export interface StoredAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Runs a write once per idempotency key (https://docs.stripe.com/api/idempotent_requests): the same key with the same
 * request replays the first answer, other parameters are refused, and a key in flight gives 409. An answer from before
 * the work began (a parameter that does not fit) is not kept, nor is a 5xx.
 */
export async function once(
  store: AccountStore,
  request: { readonly key: string; readonly method: string; readonly path: string; readonly form: string },
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer & { readonly replayed: boolean }> {
  const digest = createHash('sha256').update(`${request.method} ${request.path}\n${request.form}`).digest('hex');
  const known = store.idempotency.get(request.key);
  if (known !== undefined) return { ...answerAgain(known, digest, request.key), replayed: true };

  store.inFlight.set(request.key, digest);
  try {
    const answer = await work();
    if (answer.status < 500 && answer.status !== 400 && answer.status !== 409) {
      store.idempotency.set(request.key, { id: request.key, digest, ...answer });
    }
    return { ...answer, replayed: false };
  } finally {
    store.inFlight.delete(request.key);
  }
}

/** Throws 409 while another request holds the key. */
export function refuseInFlight(store: AccountStore, key: string): void {
  if (!store.inFlight.has(key)) return;
  throw new StripeApiError(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}.`,
  });
}

function answerAgain(known: IdempotencyRecord, digest: string, key: string): StoredAnswer {
  if (known.digest !== digest) {
    throw new StripeApiError(400, {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    });
  }
  return { status: known.status, body: known.body };
}
