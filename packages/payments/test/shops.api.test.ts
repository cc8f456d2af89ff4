import { BY_TEST } from '@flashstudio/rpc/testing';
import { openTestShop } from '@flashstudio/shops/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BY_CUSTOMER, createHarness, type Harness } from './harness.ts';

interface Seller {
  readonly shopId: string;
  readonly publishableKeyId: string;
}

let harness: Harness;
let other: Seller;
beforeAll(async () => {
  harness = await createHarness();
  const { shopId, publishableKeyId } = await openTestShop(harness.shops);
  other = { shopId, publishableKeyId };
  const oil = { id: 'prod_oil', name: 'Olive oil', description: '', imageUrl: null, prices: { usd: 1850n } };
  await harness.shops.catalog.save(shopId, oil, BY_TEST);
});
afterAll(() => harness.close());

/** Places an order at a shop and returns its row with its customer. */
async function order(seller: Seller, productId: string, customer: { email: string; name?: string }) {
  const { paymentId } = await harness.order({ ...seller, items: [{ productId, quantity: 1 }], customer });
  const { order } = await harness.database.db.payment.findUniqueOrThrow({
    where: { id: paymentId },
    include: { order: { include: { customer: true } } },
  });
  return { paymentId, ...order };
}

describe('a customer', () => {
  it('with the same address at two shops is two customers, each with the orders of one shop', async () => {
    const here = await order(harness.shop, 'prod_mug', { email: 'Ada@Example.com' });
    const there = await order(other, 'prod_oil', { email: 'ada@example.com' });
    expect(here.customer).toMatchObject({ shopId: harness.shop.shopId, email: 'ada@example.com' });
    expect(there.customer).toMatchObject({ shopId: other.shopId, email: 'ada@example.com' });
    expect(here.customerId).not.toBe(there.customerId);
    expect([here.shopId, there.shopId]).toEqual([harness.shop.shopId, other.shopId]);
  });

  it('who comes back to a shop is known there, in whatever case the address is written', async () => {
    const first = await order(harness.shop, 'prod_mug', { email: 'grace@example.com' });
    const second = await order(harness.shop, 'prod_mug', { email: 'GRACE@example.com' });
    expect(second.customerId).toBe(first.customerId);
  });

  it('is neither named nor renamed by a checkout: the name given belongs to its order', async () => {
    const { db } = harness.database;
    const fresh = await order(harness.shop, 'prod_mug', { email: 'mina@example.com', name: 'Mina' });
    expect(fresh).toMatchObject({ customerName: 'Mina', customer: { name: null } });
    await db.customer.update({ where: { id: fresh.customerId ?? '' }, data: { name: 'Mina Okafor' } });
    const again = await order(harness.shop, 'prod_mug', { email: 'mina@example.com', name: 'Mallory' });
    expect(again).toMatchObject({ customerName: 'Mallory', customer: { id: fresh.customerId, name: 'Mina Okafor' } });
    expect(await order(harness.shop, 'prod_mug', { email: 'mina@example.com' })).toMatchObject({ customerName: null });
  });

  it('is shown with the name of the order at hand, and found by it', async () => {
    const { paymentId } = await order(harness.shop, 'prod_mug', { email: 'yuki@example.com', name: 'Yuki Tanaka' });
    const { items } = await harness.payments.list({ limit: 10, search: 'yuki tan' });
    expect(items).toMatchObject([{ id: paymentId, customer: { email: 'yuki@example.com', name: 'Yuki Tanaka' } }]);
    expect(await harness.payments.detail(paymentId)).toMatchObject({ customer: { name: 'Yuki Tanaka' } });
  });
});

describe('an order', () => {
  it("with another shop's product is refused, and nothing is stored", async () => {
    const before = await harness.database.db.order.count();
    await expect(order(harness.shop, 'prod_oil', { email: 'ada@example.com' })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { 'items.0.productId': '"prod_oil" is not sold in USD.' },
    });
    expect(await harness.database.db.order.count()).toBe(before);
  });
});

describe('a payment', () => {
  it('is not found from the page of another shop, though its secret is known there', async () => {
    const { paymentId, paymentSecret } = await harness.order();
    const there = { shopId: other.shopId, paymentId, paymentSecret };
    await expect(harness.payments.get(there)).rejects.toMatchObject({ code: 'not_found' });
    const confirmationTokenId = await harness.token('pm_card_visa');
    await expect(harness.payments.confirm({ ...there, confirmationTokenId }, BY_CUSTOMER)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await harness.payments.get({ ...there, ...harness.shop })).toMatchObject({ paymentId });
  });
});
