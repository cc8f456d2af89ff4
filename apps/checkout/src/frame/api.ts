import type { AppRouter } from '@flashstudio/api';
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';

/** The typed API, as the shop on the page that embeds us. */
export function createApi(publishableKey: string, embedOrigin: string) {
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({ url: '/trpc', headers: { 'x-publishable-key': publishableKey, 'x-embed-origin': embedOrigin } }),
    ],
  });
}

export type Api = ReturnType<typeof createApi>;

/** A failed call, in words for the customer. */
export interface ApiProblem {
  readonly code: string;
  readonly message: string;
  /** The outcome is not known: the same call is to be repeated. */
  readonly ambiguous: boolean;
}

/** Reads what went wrong with a call. No answer at all means the outcome is unknown. */
export function readProblem(error: unknown): ApiProblem {
  const data: unknown = error instanceof TRPCClientError ? error.data : undefined;
  if (typeof data === 'object' && data !== null && 'appCode' in data && error instanceof TRPCClientError) {
    const code = String(data.appCode);
    return { code, message: error.message, ambiguous: code === 'stripe_unavailable' || code === 'internal' };
  }
  return {
    code: 'network_error',
    message: 'We cannot reach the shop right now. Check your connection and try again: you will not be charged twice.',
    ambiguous: true,
  };
}
