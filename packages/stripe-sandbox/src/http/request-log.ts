import { withoutCardData } from './card-data.ts';

/** One request to the API and what it was answered, for people and tests to look at. */
export interface LoggedRequest {
  /** `req_…`, as in the answer's `Request-Id`. */
  readonly id: string;
  /** The account whose key was used, or null where the key was not known. */
  readonly account: string | null;
  /** Asked with a publishable key, as browsers do. */
  readonly asBrowser: boolean;
  readonly method: string;
  readonly path: string;
  /** The parameters in Stripe's form encoding, without card numbers and security codes. */
  readonly form: string;
  readonly idempotencyKey: string | null;
  /** HTTP status, or null when the connection was cut without an answer. */
  readonly status: number | null;
  /** The answer's JSON, empty when there was none. */
  readonly answer: string;
  /** Answered from an idempotency key's memory. */
  readonly replayed: boolean;
  readonly durationMs: number;
  /** When it was answered, by the sandbox's clock. */
  readonly at: Date;
}

/** The latest requests, newest first. */
export interface RequestLog {
  record(request: LoggedRequest): void;
  recent(): readonly LoggedRequest[];
  find(id: string): LoggedRequest | undefined;
  /** Tells every request as it is answered; returns how to stop that. */
  subscribe(listener: (request: LoggedRequest) => void): () => void;
}

const KEPT = 500;

/** Builds a log that keeps the latest 500 requests in memory. */
export function createRequestLog(): RequestLog {
  const kept: LoggedRequest[] = [];
  const listeners = new Set<(request: LoggedRequest) => void>();
  return {
    record(request) {
      const safe = { ...request, form: withoutCardData(request.form) };
      kept.push(safe);
      // Cut in bulk: moving the whole list at each request would cost more than the request.
      if (kept.length >= 2 * KEPT) kept.splice(0, kept.length - KEPT);
      for (const listener of listeners) listener(safe);
    },
    recent: () => kept.slice(-KEPT).reverse(),
    find: (id) => kept.find((request) => request.id === id),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
