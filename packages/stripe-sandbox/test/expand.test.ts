import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_REDIRECTS, openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';

let world: TestSandbox;
let stripe: Stripe;
beforeAll(async () => {
  world = await openSandbox();
  stripe = world.stripe;
});
afterAll(() => world.close());

const payment = { ...NO_REDIRECTS, amount: 2_000, currency: 'usd', payment_method: 'pm_card_visa', confirm: true };
const newest = async () => (await stripe.events.list({ limit: 1 })).data[0]?.id;

describe('an expansion that cannot be', () => {
  it.each([
    ['what a payment has not', 'latest_charge.colour'],
    ['what is no object', 'currency'],
    ['what is only a part of it', 'payment_method_options'],
    ['what is past the end of what it has', 'latest_charge.balance_transaction.source.customer.name'],
  ])('of %s is refused before anything is done', async (_, path) => {
    const before = await newest();
    const error = await refusal(stripe.paymentIntents.create({ ...payment, expand: [path] }));
    expect(error).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError' });
    expect(error.message).toMatch(/cannot (be expanded|expand more than 4 levels)/);
    expect(await newest()).toBe(before);
  });

  it('is refused before a refund, a capture and a cancellation too', async () => {
    const { id } = await stripe.paymentIntents.create({ ...payment, capture_method: 'manual' });
    const before = await newest();
    for (const send of [
      stripe.paymentIntents.capture(id, { expand: ['colour'] }),
      stripe.paymentIntents.cancel(id, { expand: ['colour'] }),
      stripe.refunds.create({ payment_intent: id, expand: ['colour'] }),
      stripe.customers.create({ name: 'Ada', expand: ['colour'] }),
    ]) {
      expect(await refusal(send)).toMatchObject({ statusCode: 400, param: 'expand' });
    }
    expect(await newest()).toBe(before);
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
  });

  it('leaves an idempotency key free', async () => {
    const pay = (expand: string[]) =>
      stripe.paymentIntents.create({ ...payment, expand }, { idempotencyKey: 'expand-key' });
    await refusal(pay(['colour']));
    expect((await pay(['latest_charge'])).status).toBe('succeeded');
  });

  it('of what only Stripe includes is said to be lacking in the sandbox', async () => {
    const { id } = await stripe.customers.create({ name: 'Ada' });
    const error = await refusal(stripe.customers.retrieve(id, { expand: ['subscriptions'] }));
    expect(error).toMatchObject({ statusCode: 400, param: 'expand' });
    expect(error.message).toBe('The sandbox does not support expanding subscriptions of a customer.');
  });
});

describe('an expansion that can be', () => {
  it.each([
    ['an object that is not there', 'application', null],
    ['what an object that is not there would hold', 'on_behalf_of.external_accounts', null],
  ])('is nothing where there is %s', async (_, path, value) => {
    const intent = await stripe.paymentIntents.create({ ...payment, expand: [path] });
    expect(Reflect.get(intent, path.split('.')[0] ?? '')).toBe(value);
  });

  it('goes through lists, parts and errors, to whatever kind of object stands there', async () => {
    await stripe.paymentIntents.create(payment);
    const { data } = await stripe.balanceTransactions.list({ limit: 1, expand: ['data.source.payment_intent'] });
    expect(data[0]?.source).toMatchObject({ object: 'charge', payment_intent: { object: 'payment_intent' } });
    const customer = await stripe.customers.create({
      payment_method: 'pm_card_visa',
      invoice_settings: { default_payment_method: 'pm_card_visa' },
      expand: ['invoice_settings.default_payment_method.customer'],
    });
    expect(customer.invoice_settings.default_payment_method).toMatchObject({
      object: 'payment_method',
      customer: { id: customer.id },
    });
    const failed = await refusal(
      stripe.paymentIntents.create({ ...payment, payment_method: 'pm_card_visa_chargeDeclined' }),
    );
    const intent = await stripe.paymentIntents.retrieve(String(failed.payment_intent?.id), {
      expand: ['last_payment_error.payment_method.customer'],
    });
    expect(intent.last_payment_error?.payment_method).toMatchObject({ object: 'payment_method', customer: null });
  });
});
