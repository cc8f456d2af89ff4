import type { CheckoutRouter } from '@flashstudio/api';
import { createTRPCClient, httpLink } from '@trpc/client';

/** The API as a shop's own page asks it. */
export function createShopApi(publishableKey: string) {
  return createTRPCClient<CheckoutRouter>({
    links: [
      httpLink({
        url: '/trpc',
        headers: { 'x-publishable-key': publishableKey, 'x-embed-origin': location.origin },
      }),
    ],
  });
}
