import type { AppRouter } from '@flashstudio/api';
import { createTRPCClient, httpLink } from '@trpc/client';
import type { World } from './server-process.ts';

export const KEY = 'pk_server_test';
export const SHOP_ORIGIN = 'https://shop.example.com';

/** Gives a world a shop that sells mugs. */
export async function openShop({ database: { db } }: World): Promise<void> {
  await db.publishableKey.create({ data: { id: 'pk_1', key: KEY, name: 'Test shop', allowedOrigins: [SHOP_ORIGIN] } });
  await db.product.create({
    data: {
      id: 'prod_mug',
      name: 'Ceramic mug',
      prices: { create: { id: 'price_mug', currency: 'USD', unitAmount: 2400n } },
    },
  });
}

/** The API as the shop's page calls it. */
export function shopApi(world: World, headers: Record<string, string> = {}) {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${world.url}/trpc`,
        headers: { 'x-publishable-key': KEY, 'x-embed-origin': SHOP_ORIGIN, ...headers },
      }),
    ],
  });
}

/** A valid order, with changes. */
export function order(changes: Record<string, unknown> = {}) {
  return {
    items: [{ productId: 'prod_mug', quantity: 1 }],
    currency: 'usd',
    requestKey: crypto.randomUUID(),
    customer: { email: 'ada@example.com' },
    ...changes,
  };
}
