import type { ShopIdentity } from '@flashstudio/rpc';
import { BY_TEST } from '@flashstudio/rpc/testing';
import type { ShopSettings } from '../settings.ts';
import type { Shops } from '../shops.ts';

/** Where a test shop's pages are. */
export const TEST_ORIGIN = 'https://shop.example.com';

/** Settings that are right, to open a shop with or to make one of them wrong. */
export const testSettings: ShopSettings = {
  name: 'Test shop',
  supportEmail: 'help@shop.example.com',
  logoUrl: null,
  accentColor: '#1f4d3a',
  statementSuffix: null,
  timeZone: 'UTC',
  reportingCurrency: 'USD',
  allowedOrigins: [TEST_ORIGIN],
};

/** A shop with a key of its own, as requests of its page are identified. */
export interface TestShop extends ShopIdentity {
  readonly key: string;
}

/** Opens a shop that may be bought from at TEST_ORIGIN; `key` where the test must know it beforehand. */
export async function openTestShop(
  shops: Shops,
  { key: wanted, ...changes }: Partial<ShopSettings> & { key?: string } = {},
): Promise<TestShop> {
  const { id: shopId } = await shops.save({ id: null, ...testSettings, ...changes }, BY_TEST);
  const key = wanted ?? (await shops.keys.create({ shopId, name: 'Web', reason: 'A test' }, BY_TEST));
  if (wanted !== undefined) await shops.keys.ensure({ shopId, key, name: 'Web', reason: 'A test' }, BY_TEST);
  const [origin = TEST_ORIGIN] = changes.allowedOrigins ?? [];
  return { key, ...(await shops.keys.identify(new Headers({ 'x-publishable-key': key, 'x-embed-origin': origin }))) };
}
