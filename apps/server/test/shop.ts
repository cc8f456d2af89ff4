import type { AppRouter } from '@flashstudio/api';
import type { Db } from '@flashstudio/db';
import { createTRPCClient, httpLink } from '@trpc/client';

export const KEY = 'pk_server_test';
export const SHOP_ORIGIN = 'https://shop.example.com';

/** Gives a world a shop that sells mugs, for dollars, euros and yen. */
export async function openShop({ database: { db } }: { database: { db: Db } }): Promise<void> {
  await db.publishableKey.create({ data: { id: 'pk_1', key: KEY, name: 'Test shop', allowedOrigins: [SHOP_ORIGIN] } });
  await db.product.create({
    data: {
      id: 'prod_mug',
      name: 'Ceramic mug',
      prices: {
        create: [
          { id: 'price_mug', currency: 'USD', unitAmount: 2400n },
          { id: 'price_mug_eur', currency: 'EUR', unitAmount: 2200n },
          { id: 'price_mug_jpy', currency: 'JPY', unitAmount: 3600n },
        ],
      },
    },
  });
}

export type ShopApi = ReturnType<typeof shopApi>;

/** The API as the shop's page calls it. */
export function shopApi({ url }: { url: string }, headers: Record<string, string> = {}) {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${url}/trpc`,
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
