import { performance } from 'node:perf_hooks';
import type { Timer } from '../timing/timer.ts';

/** One request to an endpoint and what came back. */
export interface Exchange {
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBytes: number;
  /** HTTP status, or null when the endpoint could not be reached. */
  readonly status: number | null;
  /** The first 2 KB of the answer. */
  readonly responseBody: string;
  readonly durationMs: number;
  /** Why there was no answer, or null. */
  readonly error: string | null;
}

/** An endpoint is given ten seconds to answer. */
const TIMEOUT_MS = 10_000;
const KEPT_ANSWER_BYTES = 2_048;

/** Posts an event to an endpoint; `signature` null sends none. Never throws: what goes wrong is told in `error`. */
export async function postEvent(
  { fetch, timer }: { fetch: typeof globalThis.fetch; timer: Timer },
  { url, body, signature }: { url: string; body: string; signature: string | null },
): Promise<Exchange> {
  const requestHeaders = {
    'content-type': 'application/json; charset=utf-8',
    ...(signature === null ? {} : { 'stripe-signature': signature }),
    'user-agent': 'Stripe/1.0 (sandbox)',
  };
  const startedAt = performance.now();
  const giveUp = new AbortController();
  const stop = timer.after(TIMEOUT_MS, () => giveUp.abort(new Error(`No answer within ${TIMEOUT_MS / 1_000} seconds`)));
  const outcome = await ask(fetch, url, { headers: requestHeaders, body, signal: giveUp.signal });
  stop();
  return {
    requestHeaders,
    requestBytes: Buffer.byteLength(body),
    durationMs: performance.now() - startedAt,
    ...outcome,
  };
}

async function ask(
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit,
): Promise<Pick<Exchange, 'status' | 'responseBody' | 'error'>> {
  try {
    const response = await fetch(url, { method: 'POST', redirect: 'manual', ...init });
    return { status: response.status, responseBody: await beginningOf(response), error: null };
  } catch (error) {
    return { status: null, responseBody: '', error: describe(error) };
  }
}

async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= KEPT_ANSWER_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, KEPT_ANSWER_BYTES).toString();
}

/** `fetch failed` says nothing; its cause does. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error.cause instanceof Error)) return error.message;
  const { message } = error.cause;
  return message === '' && 'code' in error.cause ? `${error.message}: ${String(error.cause.code)}` : message;
}
