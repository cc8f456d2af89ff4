import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStripeSandbox, type RunningSandbox } from './support/checked-sandbox.ts';

const sandbox = createStripeSandbox();
let running: RunningSandbox;
let stripe: Stripe;
beforeAll(async () => {
  running = await sandbox.listen();
  stripe = new Stripe('sk_test_flashstudio', {
    host: '127.0.0.1',
    port: running.port,
    protocol: 'http',
    maxNetworkRetries: 0,
  });
});
afterAll(async () => {
  await running.close();
  await sandbox.close();
});

const priceOf = (product: string, more: Partial<Stripe.PriceCreateParams> = {}) =>
  stripe.prices.create({ product, currency: 'usd', unit_amount: 1_500, ...more });
const idsOf = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);

describe('products', () => {
  it('are made, changed, cleared and deleted, and say so in events', async () => {
    const made = await stripe.products.create({ name: 'Flash', description: 'A print', metadata: { a: '1', b: '2' } });
    expect(made).toMatchObject({ active: true, name: 'Flash', description: 'A print', default_price: null });
    const changed = await stripe.products.update(made.id, {
      name: 'Flash XL',
      active: false,
      description: '',
      metadata: { b: '' },
    });
    expect(changed).toMatchObject({ name: 'Flash XL', active: false, description: null, metadata: { a: '1' } });
    expect(await stripe.products.del(made.id)).toMatchObject({ id: made.id, deleted: true });
    await expect(stripe.products.retrieve(made.id)).rejects.toMatchObject({ statusCode: 404 });
    const { data } = await stripe.events.list({ limit: 3 });
    expect(data.map(({ type }) => type)).toEqual(['product.deleted', 'product.updated', 'product.created']);
  });

  it('take an id of the merchant, once', async () => {
    const { id } = await stripe.products.create({ id: 'print-a4', name: 'A4' });
    expect(id).toBe('print-a4');
    const price = await priceOf(id, { expand: ['product'] });
    expect(price.product).toMatchObject({ name: 'A4' });
    await expect(stripe.products.create({ id, name: 'Again' })).rejects.toMatchObject({
      code: 'resource_already_exists',
      param: 'id',
    });
  });

  it('with a price stay, and have one of their own as default', async () => {
    const [product, other] = [
      await stripe.products.create({ name: 'One' }),
      await stripe.products.create({ name: 'Two' }),
    ];
    const [price, foreign] = [await priceOf(product.id), await priceOf(other.id)];
    await expect(stripe.products.update(product.id, { default_price: foreign.id })).rejects.toMatchObject({
      param: 'default_price',
    });
    const named = await stripe.products.update(product.id, { default_price: price.id, expand: ['default_price'] });
    expect(named.default_price).toMatchObject({ id: price.id, unit_amount: 1_500 });
    await expect(stripe.products.del(product.id)).rejects.toMatchObject({ statusCode: 400 });
  });

  it('are listed by activity and ids', async () => {
    const on = await stripe.products.create({ name: 'On' });
    const off = await stripe.products.create({ name: 'Off', active: false });
    const ids = [on.id, off.id];
    expect(idsOf(await stripe.products.list({ ids }))).toEqual([off.id, on.id]);
    expect(idsOf(await stripe.products.list({ ids, active: true }))).toEqual([on.id]);
  });
});

describe('prices', () => {
  it.each([
    ['once', {}, { type: 'one_time', recurring: null }],
    [
      'every month',
      { recurring: { interval: 'month' } },
      { type: 'recurring', recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' } },
    ],
    ['nothing', { unit_amount: 0 }, { unit_amount: 0 }],
    ['yen', { currency: 'JPY', unit_amount: 500 }, { currency: 'jpy', unit_amount: 500 }],
  ] as const)('charge %s', async (_, params, expected) => {
    const product = await stripe.products.create({ name: 'Print' });
    const price = await priceOf(product.id, params);
    expect(price).toMatchObject({ active: true, product: product.id, ...expected });
    expect(String(price.unit_amount_decimal)).toBe(String(price.unit_amount));
    expect((await stripe.prices.retrieve(price.id, { expand: ['product'] })).product).toMatchObject({ name: 'Print' });
  });

  it.each([
    ['an unknown product', { product: 'prod_none' }, 'product'],
    ['a currency that is none', { currency: 'dollars' }, 'currency'],
    ['a negative amount', { unit_amount: -1 }, 'unit_amount'],
    ['no interval', { recurring: { interval: 'month', interval_count: 0 } }, 'recurring[interval_count]'],
  ] as const)('with %s are refused', async (_, params, param) => {
    const product = await stripe.products.create({ name: 'Print' });
    await expect(priceOf(product.id, params)).rejects.toMatchObject({ type: 'StripeInvalidRequestError', param });
  });

  it('never change their amount', async () => {
    const price = await priceOf((await stripe.products.create({ name: 'Print' })).id);
    const changed = await stripe.prices.update(price.id, { active: false, nickname: 'old' });
    expect(changed).toMatchObject({ active: false, nickname: 'old', unit_amount: 1_500 });
    const change: Record<string, unknown> = { unit_amount: 1 };
    await expect(stripe.prices.update(price.id, change)).rejects.toMatchObject({ code: 'parameter_unknown' });
  });

  it('hold a lookup key alone, until another takes it over', async () => {
    const { id } = await stripe.products.create({ name: 'Print' });
    const first = await priceOf(id, { lookup_key: 'standard' });
    await expect(priceOf(id, { lookup_key: 'standard' })).rejects.toMatchObject({ param: 'lookup_key' });
    const second = await priceOf(id, { lookup_key: 'standard', transfer_lookup_key: true });
    expect(idsOf(await stripe.prices.list({ lookup_keys: ['standard'] }))).toEqual([second.id]);
    expect((await stripe.prices.retrieve(first.id)).lookup_key).toBeNull();
  });

  it.each([
    [{ type: 'recurring' }, ['monthly']],
    [{ currency: 'eur' }, ['euro']],
    [{ active: false }, ['old']],
    [{}, ['old', 'euro', 'monthly']],
  ] as const)('are listed by %o', async (filter, nicknames) => {
    const { id } = await stripe.products.create({ name: 'Print' });
    await priceOf(id, { nickname: 'monthly', recurring: { interval: 'month' } });
    await priceOf(id, { nickname: 'euro', currency: 'eur' });
    await priceOf(id, { nickname: 'old', active: false });
    const { data } = await stripe.prices.list({ product: id, ...filter });
    expect(data.map(({ nickname }) => nickname)).toEqual(nicknames);
  });
});
