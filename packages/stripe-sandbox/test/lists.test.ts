import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_REDIRECTS, openSandbox, refusal, type TestSandbox, testClock } from './support/sandbox.ts';

const START = Math.floor(Date.parse('2026-11-02T10:00:00Z') / 1_000);
const clock = testClock('2026-11-02T10:00:00Z');
let test: TestSandbox;
let stripe: Stripe;
/** Five payments, a minute after each other, the oldest first. */
const made: string[] = [];

beforeAll(async () => {
  test = await openSandbox({ clock });
  stripe = test.stripe;
  for (let minute = 0; minute < 5; minute += 1) {
    const params = { ...NO_REDIRECTS, amount: 500, currency: 'usd', payment_method: 'pm_card_visa', confirm: true };
    made.push((await stripe.paymentIntents.create(params)).id);
    clock.advance({ seconds: 60 });
  }
});
afterAll(() => test.close());

const minute = (index: number) => START + index * 60;

describe('the filter by when a thing was created', () => {
  it.each<[string, Stripe.RangeQueryParam | number, number[]]>([
    ['exactly at', minute(2), [2]],
    ['after', { gt: minute(2) }, [4, 3]],
    ['from', { gte: minute(2) }, [4, 3, 2]],
    ['before', { lt: minute(2) }, [1, 0]],
    ['up to', { lte: minute(2) }, [2, 1, 0]],
    ['between', { gt: minute(0), lte: minute(3) }, [3, 2, 1]],
    ['long after', { gt: minute(9) }, []],
  ])('finds what was made %s a moment: %j', async (_, created, wanted) => {
    const { data } = await stripe.paymentIntents.list({ created });
    expect(data.map(({ id }) => made.indexOf(id))).toEqual(wanted);
  });

  it.each([
    '/v1/balance_transactions',
    '/v1/charges',
    '/v1/customers',
    '/v1/disputes',
    '/v1/events',
    '/v1/payment_intents',
    '/v1/prices',
    '/v1/products',
    '/v1/refunds',
    '/v1/setup_intents',
  ])('is taken by %s', async (path) => {
    const later = await test.raw('GET', `${path}?created[gte]=${minute(60)}`);
    expect(later).toMatchObject({ status: 200, body: { object: 'list', data: [], has_more: false, url: path } });
  });

  it('is a number or an interval', async () => {
    expect(await test.raw('GET', '/v1/charges?created[since]=1')).toMatchObject({
      status: 400,
      body: { error: { param: expect.stringContaining('created') } },
    });
  });
});

describe('pages', () => {
  it.each<[Stripe.PaginationParams, number[], boolean]>([
    [{ limit: 2 }, [4, 3], true],
    [{ limit: 5 }, [4, 3, 2, 1, 0], false],
  ])('asked for by %j hold the newest, and tell whether there are more', async (page, wanted, has_more) => {
    const list = await stripe.paymentIntents.list(page);
    expect([list.data.map(({ id }) => made.indexOf(id)), list.has_more]).toEqual([wanted, has_more]);
  });

  it('go forth and back', async () => {
    const next = await stripe.paymentIntents.list({ limit: 2, starting_after: String(made[3]) });
    expect(next).toMatchObject({ has_more: true, data: [{ id: made[2] }, { id: made[1] }] });
    const back = await stripe.paymentIntents.list({ limit: 2, ending_before: String(made[1]) });
    expect(back).toMatchObject({ has_more: true, data: [{ id: made[3] }, { id: made[2] }] });
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['nothing at all', 'limit=0', { param: 'limit', message: 'This value must be greater than or equal to 1.' }],
    ['too much', 'limit=101', { param: 'limit', message: 'This value must be less than or equal to 100.' }],
    [
      'no number',
      'limit=many',
      { param: 'limit', message: 'Invalid integer: many', code: 'parameter_invalid_integer' },
    ],
    [
      'an unknown cursor',
      'starting_after=pi_none',
      { param: 'starting_after', code: 'resource_missing', message: "No such payment_intent: 'pi_none'" },
    ],
    ['an unknown end', 'ending_before=pi_none', { param: 'ending_before', code: 'resource_missing' }],
    ['both cursors', 'starting_after=pi_a&ending_before=pi_b', { param: 'starting_after' }],
    ['an unknown filter', 'colour=red', { param: 'colour', code: 'parameter_unknown' }],
  ])('%s is refused', async (_, asked, error) => {
    expect(await test.raw('GET', `/v1/payment_intents?${asked}`)).toMatchObject({ status: 400, body: { error } });
  });
});

describe('events', () => {
  const typesOf = async (params: Stripe.EventListParams) =>
    (await stripe.events.list({ limit: 100, ...params })).data.map(({ type }) => type);

  it('are listed by one type, by several, and by family', async () => {
    expect(new Set(await typesOf({ type: 'charge.succeeded' }))).toEqual(new Set(['charge.succeeded']));
    const two = ['charge.succeeded', 'payment_intent.created'];
    expect(new Set(await typesOf({ types: two }))).toEqual(new Set(two));
    expect(new Set(await typesOf({ type: 'charge.*' }))).toEqual(new Set(['charge.succeeded', 'charge.updated']));
    expect(await refusal(stripe.events.list({ type: 'a', types: ['b'] }))).toMatchObject({ param: 'type' });
  });

  it('are listed by whether everybody took them', async () => {
    const { length } = await typesOf({});
    expect([await typesOf({ delivery_success: false }), (await typesOf({ delivery_success: true })).length]).toEqual([
      [],
      length,
    ]);
  });
});

describe("a customer's payment methods", () => {
  it('are theirs alone', async () => {
    const [ada, grace] = [await stripe.customers.create(), await stripe.customers.create()];
    const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer: ada.id });
    expect((await stripe.customers.listPaymentMethods(ada.id)).data).toMatchObject([{ id, customer: ada.id }]);
    expect((await stripe.customers.listPaymentMethods(ada.id, { type: 'sepa_debit' })).data).toEqual([]);
    expect((await stripe.customers.listPaymentMethods(grace.id)).data).toEqual([]);
    expect((await stripe.customers.retrievePaymentMethod(ada.id, id)).id).toBe(id);
    expect(await refusal(stripe.customers.retrievePaymentMethod(grace.id, id))).toMatchObject({ statusCode: 404 });
    expect(await refusal(stripe.customers.listPaymentMethods('cus_none'))).toMatchObject({ statusCode: 404 });
  });
});

describe('expand', () => {
  it('goes through lists, and inside what it expanded', async () => {
    const expand = ['data.latest_charge.balance_transaction', 'data.customer'];
    const [intent] = (await stripe.paymentIntents.list({ limit: 1, expand })).data;
    expect(intent).toMatchObject({
      customer: null,
      latest_charge: { object: 'charge', balance_transaction: { object: 'balance_transaction', amount: 500 } },
    });
  });

  it('finds what stands inside an object, and a customer who is gone', async () => {
    const customer = (await stripe.customers.create()).id;
    const { id } = await stripe.setupIntents.create({ customer });
    await stripe.customers.del(customer);
    const intent = await stripe.setupIntents.retrieve(id, { expand: ['customer'] });
    expect(intent.customer).toEqual({ id: customer, object: 'customer', deleted: true });
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['what is not there', 'colour', { message: 'This property cannot be expanded (colour).', param: 'expand' }],
    ['what is no object', 'status', { message: 'This property cannot be expanded (status).' }],
    ['what never is one', 'description', { message: 'This property cannot be expanded (description).' }],
    ['what is a plain part', 'metadata', { message: 'This property cannot be expanded (metadata).' }],
    [
      'what is too deep',
      'latest_charge.payment_intent.latest_charge.payment_intent.customer',
      {
        code: 'property_expansion_max_depth',
        message: expect.stringContaining('You cannot expand more than 4 levels of a property.'),
      },
    ],
  ])('of %s is refused', async (_, path, error) => {
    const asked = `/v1/payment_intents/${String(made[0])}?expand[]=${path}`;
    expect(await test.raw('GET', asked)).toMatchObject({ status: 400, body: { error } });
  });

  it('of a list says where to look', async () => {
    expect(await refusal(stripe.paymentIntents.list({ expand: ['customer'] }))).toMatchObject({
      message: "This property cannot be expanded (customer). You may want to try expanding 'data.customer' instead.",
    });
  });
});
