import type { CheckoutRouter } from '@flashstudio/api';
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import type { Cart } from '../paying/cart.ts';
import type { Problem } from '../problem.ts';
import { isConfirmation, isCreated, isPaymentView, isQuote, isSetup, readable, UnreadableAnswer } from './answers.ts';

/** How long an answer may take. The server itself asks Stripe, more than once if need be, before it answers a POST. */
const READ_MS = 10_000;
const WRITE_MS = 30_000;

/**
 * The typed API, as the shop on the page that embeds us. Every call ends, with an answer that has what we use of it or
 * with an error that `readProblem` reads.
 */
export function createApi(publishableKey: string, embedOrigin: string) {
  const { payments } = createTRPCClient<CheckoutRouter>({
    links: [
      httpBatchLink({
        url: '/trpc',
        headers: { 'x-publishable-key': publishableKey, 'x-embed-origin': embedOrigin },
        fetch: (input, init) => fetch(input, { ...init, signal: endOf(init) }),
      }),
    ],
  });
  type CreateInput = Parameters<typeof payments.create.mutate>[0];
  type ConfirmInput = Parameters<typeof payments.confirm.mutate>[0];
  type GetInput = Parameters<typeof payments.get.query>[0];
  return {
    setup: async () => readable(await payments.config.query(), isSetup),
    quote: async ({ items, currency }: Cart) =>
      readable(await payments.quote.query({ items: items.map((item) => ({ ...item })), currency }), isQuote),
    create: async (input: CreateInput) => readable(await payments.create.mutate(input), isCreated),
    confirm: async (input: ConfirmInput) => readable(await payments.confirm.mutate(input), isConfirmation),
    get: async (input: GetInput) => readable(await payments.get.query(input), isPaymentView),
  };
}

export type Api = ReturnType<typeof createApi>;
export type Setup = Awaited<ReturnType<Api['setup']>>;
export type Quote = Awaited<ReturnType<Api['quote']>>;

/** The end of a call's patience: a connection that says nothing at all must not keep a customer waiting for ever. */
function endOf(call: { readonly method?: string; readonly signal?: AbortSignal | null | undefined } = {}): AbortSignal {
  const ended = new AbortController();
  call.signal?.addEventListener('abort', () => ended.abort());
  // Never cleared: the answer's body counts too, and ending what is over does nothing.
  setTimeout(() => ended.abort(), call.method === 'POST' ? WRITE_MS : READ_MS);
  return ended.signal;
}

/** A failed call, in words for the customer. */
export interface ApiProblem extends Problem {
  /** The outcome is not known: the same call is to be repeated. */
  readonly ambiguous: boolean;
  /** Whether these are the server's words, which say what became of the money. */
  readonly told: boolean;
  /** What more the server told, by name. */
  readonly details: Readonly<Record<string, unknown>>;
}

const UNREACHABLE = {
  code: 'network_error',
  message: 'We cannot reach the checkout’s server right now. Check your connection and try again.',
};
const UNREADABLE = {
  code: 'unreadable_answer',
  message: 'The checkout’s server gave an answer that makes no sense. Wait a moment and try again.',
};

/** What is said of a fault of our own, which no customer can mend. */
export const FAULT: Problem = {
  code: 'widget_failed',
  message: 'The checkout has met a fault of its own. Please try again; if that does not help, tell the shop.',
};

/** Reads what went wrong. No answer that can be read means that the outcome of a call is unknown. */
export function readProblem(error: unknown): ApiProblem {
  if (error instanceof UnreadableAnswer) return { ...UNREADABLE, ambiguous: true, told: false, details: {} };
  if (!(error instanceof TRPCClientError)) return { ...FAULT, ambiguous: true, told: false, details: {} };
  const data: unknown = error.data;
  if (typeof data === 'object' && data !== null && 'appCode' in data) {
    const code = String(data.appCode);
    const ambiguous = code === 'stripe_unavailable' || code === 'internal';
    const details = 'details' in data && typeof data.details === 'object' ? { ...data.details } : {};
    return { code, message: error.message, ambiguous, told: true, details };
  }
  const answered = error.cause instanceof SyntaxError || error.meta?.response !== undefined;
  return { ...(answered ? UNREADABLE : UNREACHABLE), ambiguous: true, told: false, details: {} };
}
