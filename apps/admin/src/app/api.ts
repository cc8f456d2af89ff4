import type { AdminRouter } from '@flashstudio/api';
import { hashKey, QueryCache, QueryClient } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, TRPCClientError } from '@trpc/client';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';

const client = createTRPCClient<AdminRouter>({
  links: [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink({ url: '/trpc' }),
      false: httpBatchLink({ url: '/trpc', maxItems: 10 }),
    }),
  ],
});

/** Whether the session has ended, so that nothing but signing in can help. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof TRPCClientError && error.data?.code === 'UNAUTHORIZED';
}

/** Whether the role of who is signed in does not allow it. */
function isForbidden(error: unknown): boolean {
  return error instanceof TRPCClientError && error.data?.code === 'FORBIDDEN';
}

/** Whether the thing asked for does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof TRPCClientError && error.data?.code === 'NOT_FOUND';
}

/** What asking again would not change. */
function isFinal(error: unknown): boolean {
  return isSignedOut(error) || isForbidden(error) || isNotFound(error);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      // A session that ends while somebody works must lead to the sign-in and back to where they were; a role that changes
      // shows in the menu.
      const asked = hashKey(trpc.admin.session.queryKey());
      if ((isSignedOut(error) || isForbidden(error)) && query.queryHash !== asked)
        void queryClient.invalidateQueries({ queryKey: trpc.admin.session.queryKey() });
    },
  }),
  defaultOptions: {
    queries: { staleTime: 30_000, retry: (count, error) => count < 2 && !isFinal(error) },
  },
});

/** Typed queries of the admin's API. */
export const trpc = createTRPCOptionsProxy<AdminRouter>({ client, queryClient });
