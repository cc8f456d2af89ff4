import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_REDIRECTS, openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';

let test: TestSandbox;
let stripe: Stripe;
beforeAll(async () => {
  test = await openSandbox();
  stripe = test.stripe;
});
afterAll(() => test.close());

const latest = async (type: string) => (await stripe.events.list({ type, limit: 1 })).data[0]?.data;

describe('customers', () => {
  it('keep what is said of them, and an empty text unsets it', async () => {
    const address = { line1: '1 Main Street', city: 'Berlin', country: 'DE' };
    const { id } = await stripe.customers.create({
      name: 'Ada',
      email: 'ada@example.com',
      address,
      balance: -500,
      shipping: { name: 'Ada', address },
      preferred_locales: ['de', 'en'],
      tax_exempt: 'reverse',
    });
    const whole = { ...address, line2: null, postal_code: null, state: null };
    expect(await stripe.customers.retrieve(id)).toMatchObject({
      address: whole,
      balance: -500,
      shipping: { name: 'Ada', phone: null, address: whole },
      preferred_locales: ['de', 'en'],
      tax_exempt: 'reverse',
    });
    const cleared = await stripe.customers.update(id, { name: '', shipping: '', address: '', tax_exempt: '' });
    expect(cleared).toMatchObject({ name: null, shipping: null, address: null, tax_exempt: 'none', balance: -500 });
    expect((await latest('customer.updated'))?.previous_attributes).toEqual({
      name: 'Ada',
      address: whole,
      shipping: { name: 'Ada', phone: null, address: whole },
      tax_exempt: 'reverse',
    });
  });

  it('have a default method only among their own', async () => {
    const customer = (await stripe.customers.create({ payment_method: 'pm_card_visa' })).id;
    const [method] = (await stripe.customers.listPaymentMethods(customer)).data;
    const mine = String(method?.id);
    const set = (default_payment_method: string) =>
      stripe.customers.update(customer, { invoice_settings: { default_payment_method } });
    expect((await set(mine)).invoice_settings.default_payment_method).toBe(mine);
    const other = (await stripe.customers.create()).id;
    const strange = (await stripe.paymentMethods.attach('pm_card_visa', { customer: other })).id;
    for (const id of [strange, 'pm_none']) {
      expect(await refusal(set(id))).toMatchObject({
        code: 'resource_missing',
        param: 'invoice_settings[default_payment_method]',
      });
    }
    await stripe.paymentMethods.detach(mine);
    expect(await stripe.customers.retrieve(customer)).toMatchObject({
      invoice_settings: { default_payment_method: null },
    });
  });

  it('leave a note when they are deleted, and their cards behind', async () => {
    const customer = (await stripe.customers.create({ payment_method: 'pm_card_visa' })).id;
    const [method] = (await stripe.customers.listPaymentMethods(customer)).data;
    const gone = { id: customer, object: 'customer', deleted: true };
    expect(await stripe.customers.del(customer)).toEqual(gone);
    expect(await stripe.customers.retrieve(customer)).toEqual(gone);
    expect((await stripe.paymentMethods.retrieve(String(method?.id))).customer).toBeNull();
    expect((await stripe.customers.list({ limit: 100 })).data.map(({ id }) => id)).not.toContain(customer);
    for (const late of [stripe.customers.update(customer, { name: 'A' }), stripe.customers.del(customer)]) {
      expect(await refusal(late)).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    }
  });

  it.each<[string, Stripe.CustomerCreateParams, string]>([
    ['no email address', { email: 'ada' }, 'email'],
    ['a card that is declined', { payment_method: 'pm_card_visa_chargeDeclined' }, ''],
    ['an unknown card', { payment_method: 'pm_none' }, 'payment_method'],
    ['an unknown exemption', { tax_exempt: 'always' }, 'tax_exempt'],
  ])('with %s are not made', async (_, params, param) => {
    const before = (await stripe.customers.list({ limit: 100 })).data.length;
    expect((await refusal(stripe.customers.create(params))).param ?? '').toBe(param);
    expect((await stripe.customers.list({ limit: 100 })).data).toHaveLength(before);
  });
});

describe('payment methods', () => {
  it('are changed once a customer keeps them', async () => {
    const typed = { number: '4242424242424242', exp_month: 5, exp_year: 2031, cvc: '123' };
    const loose = await stripe.paymentMethods.create({ type: 'card', card: typed });
    expect(await refusal(stripe.paymentMethods.update(loose.id, { metadata: { a: '1' } }))).toMatchObject({
      statusCode: 400,
    });
    const customer = (await stripe.customers.create()).id;
    await stripe.paymentMethods.attach(loose.id, { customer });
    const updated = await stripe.paymentMethods.update(loose.id, {
      card: { exp_month: 7, exp_year: 2033 },
      billing_details: { name: 'Ada', address: { city: 'Berlin' } },
      metadata: { a: '1' },
    });
    expect(updated).toMatchObject({
      card: { exp_month: 7, exp_year: 2033, last4: '4242' },
      billing_details: { name: 'Ada', email: null, address: { city: 'Berlin', line1: null } },
      metadata: { a: '1' },
    });
    expect((await latest('payment_method.updated'))?.previous_attributes).toEqual({
      billing_details: { address: { city: null }, name: null },
      card: { exp_month: 5, exp_year: 2031 },
      metadata: { a: null },
    });
    const late = stripe.paymentMethods.update(loose.id, { card: { exp_month: 1, exp_year: 2020 } });
    expect(await refusal(late)).toMatchObject({ code: 'invalid_expiry_year', param: 'exp_year' });
  });

  it('belong to one customer', async () => {
    const [ada, grace] = [(await stripe.customers.create()).id, (await stripe.customers.create()).id];
    const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer: ada });
    expect((await stripe.paymentMethods.attach(id, { customer: ada })).customer).toBe(ada);
    expect(await refusal(stripe.paymentMethods.attach(id, { customer: grace }))).toMatchObject({
      message: 'The payment method you provided has already been attached to a customer.',
    });
    const params = { amount: 500, currency: 'usd', payment_method: id };
    for (const [customer, message] of [
      [grace, /does not belong to the Customer you supplied/],
      [undefined, /Please include the Customer in the `customer` parameter on the PaymentIntent/],
    ] as const) {
      const make = stripe.paymentIntents.create({ ...params, ...(customer === undefined ? {} : { customer }) });
      expect(await refusal(make)).toMatchObject({ param: 'payment_method', message: expect.stringMatching(message) });
    }
    expect(await refusal(stripe.setupIntents.create({ customer: grace, payment_method: id }))).toMatchObject({
      param: 'payment_method',
    });
  });

  it.each<[string, () => Promise<string>]>([
    [
      'was used without a customer',
      async () => {
        const { payment_method } = await stripe.paymentIntents.create({
          ...NO_REDIRECTS,
          amount: 500,
          currency: 'usd',
          payment_method: 'pm_card_visa',
          confirm: true,
        });
        return String(payment_method);
      },
    ],
    [
      'was detached from one',
      async () => {
        const customer = (await stripe.customers.create()).id;
        const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
        return (await stripe.paymentMethods.detach(id)).id;
      },
    ],
  ])('that %s cannot be used again', async (_, spent) => {
    const payment_method = await spent();
    const customer = (await stripe.customers.create()).id;
    const intent = await stripe.paymentIntents.create({ ...NO_REDIRECTS, amount: 500, currency: 'usd' });
    for (const again of [
      stripe.paymentMethods.attach(payment_method, { customer }),
      stripe.paymentIntents.create({ amount: 500, currency: 'usd', payment_method }),
      stripe.paymentIntents.confirm(intent.id, { payment_method }),
    ]) {
      expect(await refusal(again)).toMatchObject({
        statusCode: 400,
        message: expect.stringContaining('may not be used again'),
      });
    }
  });
});
