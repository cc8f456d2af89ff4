import type { CheckoutRouter } from '@flashstudio/api';
import { createAuditTrail } from '@flashstudio/audit';
import { createDb, type Db, migrate } from '@flashstudio/db';
import { freePort, systemClock } from '@flashstudio/platform';
import { BY_TEST } from '@flashstudio/rpc/testing';
import { createShops } from '@flashstudio/shops';
import { openTestShop, TEST_ORIGIN } from '@flashstudio/shops/testing';
import { createTRPCClient, httpLink } from '@trpc/client';

export const KEY = 'pk_server_test';
export const SHOP_ORIGIN = TEST_ORIGIN;
/** Of a second shop, which sells nothing. */
export const OTHER_KEY = 'pk_server_test_other';
export const OTHER_ORIGIN = 'https://other.example.com';

/** Gives a world a shop that sells mugs, and another beside it. */
export async function openShop({ database: { db }, url }: { database: { db: Db }; url: string }): Promise<void> {
  const shops = createShops({
    db,
    clock: systemClock,
    audit: createAuditTrail({ clock: systemClock }),
    ownOrigin: url,
  });
  const { shopId } = await openTestShop(shops, { key: KEY });
  await openTestShop(shops, { key: OTHER_KEY, name: 'Other shop', allowedOrigins: [OTHER_ORIGIN] });
  const prices = { usd: 2400n, eur: 2200n, jpy: 3600n };
  const mug = { id: 'prod_mug', name: 'Ceramic mug', description: '', imageUrl: null, prices };
  await shops.catalog.save(shopId, mug, BY_TEST);
}

/** Brings a new database up to date for a server yet to be started, with the shop in it; gives where that one is to listen. */
export async function prepareDatabase(
  connectionString: string,
): Promise<{ readonly port: number; readonly url: string }> {
  await migrate({ connectionString });
  const db = createDb({ connectionString });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await openShop({ database: { db }, url });
  await db.$disconnect();
  return { port, url };
}

export type ShopApi = ReturnType<typeof shopApi>;

/** The API as the shop's page calls it. */
export function shopApi({ url }: { url: string }, headers: Record<string, string> = {}) {
  return createTRPCClient<CheckoutRouter>({
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
