import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';

let world: TestSandbox;
let stripe: Stripe;
beforeAll(async () => {
  world = await openSandbox();
  stripe = world.stripe;
});
afterAll(() => world.close());

const order = { amount: 2_000, currency: 'usd' };
const line = { price_data: { currency: 'usd', unit_amount: 500, product_data: { name: 'Tea' } }, quantity: 1 };

describe('what Stripe takes and the sandbox does not', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['transfer_group', () => stripe.paymentIntents.create({ ...order, transfer_group: 'group_1' })],
    [
      'payment_method_options[card][moto]',
      () => stripe.paymentIntents.create({ ...order, payment_method_options: { card: { moto: true } } }),
    ],
    [
      'payment_method_data[radar_options]',
      () =>
        stripe.paymentIntents.create({
          ...order,
          payment_method_data: { type: 'card', radar_options: { session: 'rse_1' } },
        }),
    ],
    [
      'line_items[0][adjustable_quantity]',
      () =>
        stripe.checkout.sessions.create({
          mode: 'payment',
          success_url: 'https://shop.test',
          line_items: [{ ...line, adjustable_quantity: { enabled: true } }],
        }),
    ],
    ['source', () => stripe.customers.create({ source: 'tok_visa' })],
    ['tax_code', () => stripe.products.create({ name: 'Tea', tax_code: 'txcd_99999999' })],
    ['customer_account', () => stripe.paymentMethods.list({ customer_account: 'acct_1' })],
  ])('%s is said to be lacking in the sandbox, not unknown to Stripe', async (param, send) => {
    const error = await refusal(send());
    expect(error).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError', param });
    expect(error.message).toBe(`The sandbox does not support the parameter ${param}, which Stripe takes here.`);
    expect(error.code).toBeUndefined();
  });

  it.each([
    ['colour', 'colour=red'],
    ['payment_method_options[card][colour]', 'payment_method_options[card][colour]=red'],
    // Stripe has this name too, but not here.
    ['shipping[transfer_group]', 'shipping[transfer_group]=1&shipping[name]=A&shipping[address][line1]=1'],
    ['proration_behavior', 'proration_behavior=none'],
  ])('%s, which Stripe does not take either, stays an unknown parameter', async (param, form) => {
    const answer = await world.raw('POST', '/v1/payment_intents', { body: `amount=2000&currency=usd&${form}` });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'parameter_unknown', param, message: `Received unknown parameter: ${param}` } },
    });
  });

  it('a value that Stripe takes is said to be lacking, and one that it does not take is invalid', async () => {
    const lacking = await refusal(stripe.paymentMethods.create({ type: 'us_bank_account' }));
    expect(lacking).toMatchObject({ statusCode: 400, param: 'type' });
    expect(lacking.message).toBe('The sandbox does not support type=us_bank_account, which Stripe takes here.');
    const invalid = await refusal(stripe.paymentMethods.create({ type: 'seashells' }));
    expect(invalid).toMatchObject({ statusCode: 400, param: 'type' });
    expect(invalid.message).toBe('Invalid type: must be one of card');
  });

  it('leaves an idempotency key free, as other parameters that do not fit do', async () => {
    const send = (form: string) =>
      world.raw('POST', '/v1/customers', { body: form, headers: { 'idempotency-key': 'lacking-1' } });
    expect((await send('source=tok_visa')).status).toBe(400);
    expect((await send('name=Ada')).status).toBe(200);
  });

  it('an operation that Stripe has is said to be lacking, and one that nobody has is unrecognized', async () => {
    expect((await refusal(stripe.invoices.create({ customer: 'cus_1' }))).message).toBe(
      'The sandbox does not support POST /v1/invoices, which Stripe does.',
    );
    expect((await refusal(stripe.paymentIntents.incrementAuthorization('pi_1', { amount: 1 }))).message).toBe(
      'The sandbox does not support POST /v1/payment_intents/pi_1/increment_authorization, which Stripe does.',
    );
    const unheard = await world.raw('POST', '/v1/seashells', { body: '' });
    expect(unheard).toMatchObject({
      status: 404,
      body: { error: { message: expect.stringContaining('Unrecognized request URL (POST: /v1/seashells)') } },
    });
    expect((await world.raw('DELETE', '/v1/invoices')).body).toMatchObject({
      error: { message: expect.stringContaining('Unrecognized request URL (DELETE: /v1/invoices)') },
    });
    const two = await world.raw('GET', '/v2/core/events');
    expect(two).toMatchObject({
      status: 404,
      body: { error: { message: 'The sandbox does not support GET /v2/core/events, which Stripe does.' } },
    });
  });
});
