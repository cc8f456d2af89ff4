import { createAuditTrail } from '@flashstudio/audit';
import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { systemClock } from '@flashstudio/platform';
import { BY_TEST } from '@flashstudio/rpc/testing';
import { createShops, type Shops } from '@flashstudio/shops';
import { testSettings } from '@flashstudio/shops/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readShopFile, saveProducts, saveShop } from '../src/cli/shop-file.ts';

/** Does what the command does. */
async function saveFile(content: object) {
  const file = readShopFile(content);
  const saved = await saveShop(shops, file, BY_TEST);
  await saveProducts(shops, saved.shopId, file, BY_TEST);
  return saved;
}

const MUG = { id: 'prod_mug', name: 'Ceramic mug', prices: { usd: 2400 } };

let database: TestDatabase;
let shops: Shops;
beforeAll(async () => {
  database = await createTestDatabase();
  shops = createShops({
    db: database.db,
    clock: systemClock,
    audit: createAuditTrail({ clock: systemClock }),
    ownOrigin: 'https://pay.example.com',
  });
});
afterAll(() => database.drop());

describe('the file of a shop', () => {
  it('opens the shop with its products and a new key', async () => {
    const { shopId, publishableKey } = await saveFile({ ...testSettings, products: [MUG] });
    expect(await shops.get(shopId)).toMatchObject(testSettings);
    expect(await shops.keys.shopIdOf(publishableKey)).toBe(shopId);
    expect(await shops.catalog.list(shopId, 'usd')).toMatchObject([{ id: 'prod_mug', price: { amount: 2400n } }]);
  });

  it('changes the shop whose key it names, and opens none', async () => {
    const { shopId, publishableKey } = await saveFile(testSettings);
    const before = await database.db.shop.count();
    expect(await saveFile({ ...testSettings, publishableKey, name: 'Renamed' })).toEqual({
      shopId,
      publishableKey,
      name: 'Renamed',
    });
    expect(await database.db.shop.count()).toBe(before);
    expect(await database.db.publishableKey.count({ where: { shopId } })).toBe(1);
  });

  it.each<[string, object, object]>([
    ['has a wrong setting', { accentColor: '#ffd400' }, { details: { accentColor: expect.any(String) } }],
    ['has a setting we do not know', { color: 'red' }, { code: 'invalid_input' }],
    [
      'asks part of a cent',
      { products: [{ ...MUG, prices: { usd: 24.5 } }] },
      { details: { 'products.0.prices.usd': expect.any(String) } },
    ],
    ['names a key that nobody has', { publishableKey: 'pk_unknown_key' }, { code: 'not_found' }],
  ])('is refused when it %s, and nothing is stored', async (_, changes, error) => {
    const before = await database.db.shop.count();
    await expect(saveFile({ ...testSettings, ...changes })).rejects.toMatchObject(error);
    expect(await database.db.shop.count()).toBe(before);
  });
});
