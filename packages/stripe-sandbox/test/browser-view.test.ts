import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_KEY, NO_REDIRECTS, openSandbox, type TestSandbox } from './support/sandbox.ts';

let world: TestSandbox;
let stripe: Stripe;
let customer: string;
beforeAll(async () => {
  world = await openSandbox();
  stripe = world.stripe;
  customer = (await stripe.customers.create({ email: 'ada@example.com' })).id;
});
afterAll(() => world.close());

/** What Stripe.js tells a page of a payment, and no more. */
const PAYMENT_FIELDS = [
  'amount',
  'amount_details',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'id',
  'last_payment_error',
  'livemode',
  'next_action',
  'object',
  'payment_method',
  'payment_method_configuration_details',
  'payment_method_types',
  'processing',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'source',
  'status',
];

const make = () =>
  stripe.paymentIntents.create({
    ...NO_REDIRECTS,
    amount: 2_000,
    currency: 'usd',
    customer,
    metadata: { margin: '70 %' },
    statement_descriptor_suffix: 'TEA',
  });
const ask = (method: string, path: string, fields: Record<string, string>) => {
  const form = new URLSearchParams(fields).toString();
  return method === 'GET'
    ? world.raw(method, `/v1/${path}?${form}`, { key: BROWSER_KEY })
    : world.raw(method, `/v1/${path}`, { key: BROWSER_KEY, body: form });
};

describe('a browser with a publishable key', () => {
  it('reads of a payment what Stripe shows it, not what is the merchant’s', async () => {
    const { id, client_secret } = await make();
    const { status, body } = await ask('GET', `payment_intents/${id}`, { client_secret: String(client_secret) });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(PAYMENT_FIELDS);
    const whole = await stripe.paymentIntents.retrieve(id);
    expect(whole).toMatchObject({ customer, metadata: { margin: '70 %' }, statement_descriptor_suffix: 'TEA' });
  });

  it('is answered no more when it confirms, and when the card is declined', async () => {
    for (const [payment_method, status] of [
      ['pm_card_visa_chargeDeclined', 402],
      ['pm_card_visa', 200],
    ] as const) {
      const { id, client_secret } = await make();
      const answer = await ask('POST', `payment_intents/${id}/confirm`, {
        client_secret: String(client_secret),
        payment_method,
      });
      expect(answer.status).toBe(status);
      const intent = status === 200 ? answer.body : Object(answer.body.error).payment_intent;
      expect(Object.keys(intent).sort()).toEqual(PAYMENT_FIELDS);
      if (status === 402) expect(intent.last_payment_error.payment_method.card).not.toHaveProperty('fingerprint');
    }
  });

  it('is answered no more when it has passed 3D Secure', async () => {
    const { id, client_secret } = await make();
    const secret = { client_secret: String(client_secret) };
    const asked = await ask('POST', `payment_intents/${id}/confirm`, {
      ...secret,
      payment_method: 'pm_card_threeDSecure2Required',
    });
    const challenge = String(Object(asked.body.next_action).use_stripe_sdk.source);
    const passed = await ask('POST', `3ds2/${challenge}/complete`, secret);
    expect(passed.body.status).toBe('succeeded');
    expect(Object.keys(passed.body).sort()).toEqual(PAYMENT_FIELDS);
  });

  it('reads of a setup what Stripe shows it', async () => {
    const { id, client_secret } = await stripe.setupIntents.create({ customer, metadata: { plan: 'gold' } });
    const { body } = await ask('GET', `setup_intents/${id}`, { client_secret: String(client_secret) });
    expect(Object.keys(body).sort()).toEqual([
      'automatic_payment_methods',
      'cancellation_reason',
      'client_secret',
      'created',
      'description',
      'id',
      'last_setup_error',
      'livemode',
      'next_action',
      'object',
      'payment_method',
      'payment_method_configuration_details',
      'payment_method_types',
      'status',
      'usage',
    ]);
  });

  it('can have the payment method shown whole, without the fingerprint of its card', async () => {
    const intent = await make();
    await stripe.paymentIntents.update(intent.id, { payment_method: 'pm_card_visa' });
    const secret = { client_secret: String(intent.client_secret) };
    const read = await ask('GET', `payment_intents/${intent.id}`, { ...secret, 'expand[0]': 'payment_method' });
    const { card } = Object(read.body.payment_method);
    expect(card).toMatchObject({ last4: '4242' });
    expect(card).not.toHaveProperty('fingerprint');
    const typed = {
      type: 'card',
      'card[number]': '4242424242424242',
      'card[exp_month]': '12',
      'card[exp_year]': '2034',
    };
    expect((await ask('POST', 'payment_methods', typed)).body.card).not.toHaveProperty('fingerprint');
  });

  it('cannot have expanded what it cannot see', async () => {
    const { id, client_secret } = await make();
    for (const path of ['latest_charge', 'customer']) {
      const read = await ask('GET', `payment_intents/${id}`, {
        client_secret: String(client_secret),
        'expand[0]': path,
      });
      expect(read).toMatchObject({
        status: 400,
        body: { error: { message: `This property cannot be expanded (${path}).` } },
      });
    }
  });
});
