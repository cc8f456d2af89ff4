import { BY_TEST } from '@flashstudio/rpc/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProductInput } from '../src/index.ts';
import { openTestShop, type TestShop } from '../src/testing/index.ts';
import { createHarness, type Harness } from './harness.ts';

const product = (id: string, changes: Partial<ProductInput> = {}): ProductInput => ({
  id,
  name: `Name of ${id}`,
  description: 'Glazed by hand',
  imageUrl: null,
  prices: { usd: 2_400n },
  ...changes,
});

/** Sold in every shop. */
const ofAllShops = ['prod_voucher'];

let harness: Harness;
let here: string;
let there: string;
beforeAll(async () => {
  harness = await createHarness();
  here = (await openTestShop(harness.shops)).shopId;
  there = (await openTestShop(harness.shops)).shopId;
  const { catalog } = harness.shops;
  await catalog.save(here, product('prod_mug', { prices: { usd: 2_400n, jpy: 3_600n } }), BY_TEST);
  await catalog.save(here, product('prod_cup'), BY_TEST);
  await catalog.save(there, product('prod_oil', { prices: { usd: 1_850n, eur: 1_700n } }), BY_TEST);
  // As the migration to shops leaves the products of several shops.
  await harness.database.db.product.create({
    data: {
      id: 'prod_voucher',
      name: 'Voucher',
      prices: { create: { id: 'price_voucher', currency: 'USD', unitAmount: 5_000n } },
    },
  });
});
afterAll(() => harness.close());

const quote = (shopId: string, ids: readonly string[], currency = 'usd', quantity = 1) =>
  harness.shops.catalog.quote(
    shopId,
    ids.map((productId) => ({ productId, quantity })),
    currency,
  );

describe('a quote', () => {
  it('prices every item and the sum from the catalog, in one statement', async () => {
    harness.statements.length = 0;
    const priced = await quote(here, ['prod_mug', 'prod_cup', 'prod_voucher', 'prod_mug'], 'USD', 2);
    expect(harness.statements).toHaveLength(1);
    expect(priced.lines.map(({ productId, quantity, amount }) => [productId, quantity, amount.amount])).toEqual([
      ['prod_mug', 4, 9_600n],
      ['prod_cup', 2, 4_800n],
      ['prod_voucher', 2, 10_000n],
    ]);
    expect(priced.lines[0]).toMatchObject({
      name: 'Name of prod_mug',
      description: 'Glazed by hand',
      imageUrl: null,
      unitPrice: { amount: 2_400n, currency: 'USD' },
    });
    expect(priced.total).toEqual({ amount: 24_400n, currency: 'USD' });
  });

  it("refuses another shop's product in the words it has for one that does not exist", async () => {
    const said = async (id: string) => {
      const error: unknown = await quote(here, ['prod_mug', id]).catch((caught: unknown) => caught);
      return JSON.parse(JSON.stringify(error).replaceAll(id, 'prod_x'));
    };
    expect(await said('prod_oil')).toMatchObject({
      code: 'invalid_input',
      details: { 'items.1.productId': '"prod_x" is not sold in USD.' },
    });
    expect(await said('prod_oil')).toEqual(await said('prod_none'));
    expect((await quote(there, ['prod_oil'])).total.amount).toBe(1_850n);
  });

  it('refuses a product that is no longer sold, and a price that is no longer asked', async () => {
    const { db } = harness.database;
    await harness.shops.catalog.save(here, product('prod_old'), BY_TEST);
    await db.product.update({ where: { id: 'prod_old' }, data: { active: false } });
    await expect(quote(here, ['prod_old'])).rejects.toMatchObject({ code: 'invalid_input' });
    await db.product.update({ where: { id: 'prod_old' }, data: { active: true } });
    await db.price.updateMany({ where: { productId: 'prod_old' }, data: { active: false } });
    await expect(quote(here, ['prod_old'])).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('refuses more than 99 of one product, in one line or in several', async () => {
    expect((await quote(here, ['prod_mug'], 'usd', 99)).total.amount).toBe(237_600n);
    await expect(quote(here, ['prod_mug'], 'usd', 100)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(quote(here, ['prod_mug', 'prod_mug'], 'usd', 50)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('refuses a currency the product has no price in, and one we do not know', async () => {
    await expect(quote(here, ['prod_mug'], 'eur')).rejects.toMatchObject({
      details: { 'items.0.productId': '"prod_mug" is not sold in EUR.' },
    });
    await expect(quote(here, ['prod_mug'], 'xxx')).rejects.toMatchObject({ details: { currency: expect.any(String) } });
  });
});

describe('the shelf of a shop', () => {
  it('shows what this shop sells in a currency, by name, and nothing of another shop', async () => {
    const { catalog } = harness.shops;
    const [mine, theirs] = [await openTestShop(harness.shops), await openTestShop(harness.shops)];
    await catalog.save(mine.shopId, product('prod_tray', { name: 'Tray' }), BY_TEST);
    await catalog.save(
      mine.shopId,
      product('prod_bowl', { name: 'Bowl', prices: { usd: 1_850n, jpy: 3_700n } }),
      BY_TEST,
    );
    await catalog.save(theirs.shopId, product('prod_salt', { prices: { usd: 900n, eur: 800n } }), BY_TEST);
    const shelf = async ({ shopId }: TestShop, currency: string) =>
      (await catalog.list(shopId, currency))
        .filter(({ id }) => !ofAllShops.includes(id))
        .map(({ id, price }) => [id, price.amount]);
    expect(await shelf(mine, 'usd')).toEqual([
      ['prod_bowl', 1_850n],
      ['prod_tray', 2_400n],
    ]);
    expect(await shelf(mine, 'jpy')).toEqual([['prod_bowl', 3_700n]]);
    expect(await shelf(mine, 'eur')).toEqual([]);
    expect(await shelf(theirs, 'eur')).toEqual([['prod_salt', 800n]]);
  });

  it('shows what is sold in all shops beside its own', async () => {
    const ids = async (shopId: string) => (await harness.shops.catalog.list(shopId, 'usd')).map(({ id }) => id);
    expect(await ids(here)).toEqual(expect.arrayContaining(['prod_mug', ...ofAllShops]));
    expect(await ids(there)).toEqual(expect.arrayContaining(['prod_oil', ...ofAllShops]));
  });
});

describe('saving a product', () => {
  it('changes its words and the prices named, and keeps the others', async () => {
    await harness.shops.catalog.save(here, product('prod_lamp', { prices: { usd: 100n, eur: 90n } }), BY_TEST);
    await harness.shops.catalog.save(here, product('prod_lamp', { name: 'Desk lamp', prices: { usd: 120n } }), BY_TEST);
    expect((await quote(here, ['prod_lamp'])).lines).toMatchObject([
      { name: 'Desk lamp', unitPrice: { amount: 120n } },
    ]);
    expect((await quote(here, ['prod_lamp'], 'eur')).total.amount).toBe(90n);
  });

  it('sells it again at a price that was taken away and is named anew', async () => {
    await harness.shops.catalog.save(here, product('prod_vase', { prices: { usd: 100n } }), BY_TEST);
    await harness.database.db.price.updateMany({ where: { productId: 'prod_vase' }, data: { active: false } });
    await expect(quote(here, ['prod_vase'])).rejects.toMatchObject({ code: 'invalid_input' });
    await harness.shops.catalog.save(here, product('prod_vase', { prices: { usd: 120n } }), BY_TEST);
    expect((await quote(here, ['prod_vase'])).total.amount).toBe(120n);
  });

  it("refuses the id of another shop's product and changes nothing", async () => {
    const taken = harness.shops.catalog.save(
      here,
      product('prod_oil', { name: 'Stolen', prices: { usd: 1n } }),
      BY_TEST,
    );
    await expect(taken).rejects.toMatchObject({ code: 'conflict' });
    expect((await quote(there, ['prod_oil'])).lines).toMatchObject([
      { name: 'Name of prod_oil', unitPrice: { amount: 1_850n } },
    ]);
  });

  it('changes a product of all shops for all of them, and takes it from none', async () => {
    await harness.shops.catalog.save(
      there,
      product('prod_voucher', { name: 'Gift card', prices: { usd: 5_000n } }),
      BY_TEST,
    );
    expect((await quote(here, ['prod_voucher'])).lines).toMatchObject([{ name: 'Gift card' }]);
  });

  it.each<[string, Record<string, bigint>]>([
    ['prices.usd', { usd: -1n }],
    ['prices.usd', { eur: 100n, usd: 1_000_000_000_000n }],
    ['currency', { eur: 100n, xxx: 100n }],
  ])('refuses a price that cannot be charged, names %s and stores nothing', async (field, prices) => {
    const saved = harness.shops.catalog.save(here, product('prod_wrong', { prices }), BY_TEST);
    await expect(saved).rejects.toMatchObject({ code: 'invalid_input', details: { [field]: expect.any(String) } });
    expect(await harness.database.db.product.count({ where: { id: 'prod_wrong' } })).toBe(0);
  });
});

describe('a price that no card can be charged', () => {
  it.each([
    ['kwd', 1_235n, '0.010 KWD: 1.235'],
    ['isk', 5_050n, '1.00 ISK: 50.50'],
  ])(
    'in %s is refused when it is made, in words, and nothing of the product is kept',
    async (currency, price, words) => {
      const id = `prod_uncharged_${currency}`;
      await expect(
        harness.shops.catalog.save(here, product(id, { prices: { usd: 100n, [currency]: price } }), BY_TEST),
      ).rejects.toMatchObject({
        code: 'invalid_input',
        details: { [`prices.${currency}`]: expect.stringContaining(words) },
      });
      expect(await harness.database.db.product.count({ where: { id } })).toBe(0);
    },
  );

  it('is one between two steps only: whole steps of the same currencies are kept', async () => {
    const prices = { kwd: 1_230n, isk: 5_000n, ugx: 5_050n, jpy: 1n };
    await harness.shops.catalog.save(here, product('prod_special', { prices }), BY_TEST);
    expect((await quote(here, ['prod_special'], 'ugx')).total).toEqual({ amount: 5_050n, currency: 'UGX' });
  });
});

it('the audit is told of a product and of every change of it, prices among it, and of nothing that stays as it was', async () => {
  const { catalog } = harness.shops;
  harness.audit.entries.length = 0;
  await catalog.save(here, product('prod_told', { prices: { usd: 100n } }), BY_TEST);
  await catalog.save(here, product('prod_told', { prices: { usd: 100n } }), BY_TEST);
  await catalog.save(here, product('prod_told', { prices: { eur: 90n } }), BY_TEST);
  const told = { shopId: here, name: 'Name of prod_told', description: 'Glazed by hand', imageUrl: null };
  expect(harness.audit.entries).toMatchObject([
    { action: 'product.added', subjectId: 'prod_told', before: null, after: { ...told, prices: { USD: 100n } } },
    {
      action: 'product.changed',
      before: { ...told, prices: { USD: 100n } },
      after: { ...told, prices: { EUR: 90n, USD: 100n } },
      origin: BY_TEST,
    },
  ]);
});
