import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStripeSandbox, type RunningSandbox } from './support/checked-sandbox.ts';
import { NO_REDIRECTS } from './support/sandbox.ts';

const sandbox = createStripeSandbox();
let running: RunningSandbox;
let stripe: Stripe;
beforeAll(async () => {
  running = await sandbox.listen();
  stripe = client('sk_test_flashstudio');
});
afterAll(async () => {
  await running.close();
  await sandbox.close();
});

const client = (key: string) =>
  new Stripe(key, { host: '127.0.0.1', port: running.port, protocol: 'http', maxNetworkRetries: 0 });

const setUp = (payment_method: string, customer: string) =>
  stripe.setupIntents.create({ ...NO_REDIRECTS, payment_method, customer, confirm: true });

/** What the bank's page does when the customer presses one of its buttons. */
async function answerChallenge(intent: Stripe.SetupIntent, answer: 'complete' | 'fail', secret = intent.client_secret) {
  const source = String(intent.next_action?.use_stripe_sdk?.source);
  return fetch(`${running.url}/v1/3ds2/${source}/${answer}`, {
    method: 'POST',
    headers: { authorization: 'Bearer pk_test_flashstudio' },
    body: new URLSearchParams({ client_secret: String(secret) }),
  });
}

const chargeLater = (payment_method: string, customer: string) =>
  stripe.paymentIntents.create({
    ...NO_REDIRECTS,
    amount: 2_000,
    currency: 'usd',
    customer,
    payment_method,
    off_session: true,
    confirm: true,
  });

const eventsOf = async (id: string) =>
  (await stripe.events.list({ limit: 100 })).data
    .filter(({ data: { object } }) => 'id' in object && object.id === id)
    .map(({ type }) => type)
    .reverse();

describe('setup intents', () => {
  it.each(['pm_card_visa', 'pm_card_mastercard', 'pm_card_chargeCustomerFail'])(
    'keep %s with its customer',
    async (card) => {
      const customer = await stripe.customers.create();
      const intent = await setUp(card, customer.id);
      expect(intent).toMatchObject({ status: 'succeeded', usage: 'off_session', last_setup_error: null });
      const { data } = await stripe.paymentMethods.list({ customer: customer.id });
      expect(data.map(({ id }) => id)).toEqual([intent.payment_method]);
      expect(await eventsOf(intent.id)).toEqual(['setup_intent.created', 'setup_intent.succeeded']);
    },
  );

  it.each([
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', ''],
    ['pm_card_radarBlock', 'card_declined', 'fraudulent'],
  ])('refuse %s', async (card, code, decline_code) => {
    const customer = await stripe.customers.create();
    await expect(setUp(card, customer.id)).rejects.toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code,
      decline_code,
      setup_intent: { status: 'requires_payment_method', last_setup_error: { code, payment_method_type: 'card' } },
    });
    const [intent] = (await stripe.setupIntents.list({ customer: customer.id })).data;
    expect(await eventsOf(String(intent?.id))).toEqual(['setup_intent.created', 'setup_intent.setup_failed']);
    expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toEqual([]);
  });

  it.each([
    ['pm_card_authenticationRequiredOnSetup', 'succeeded', undefined],
    ['pm_card_authenticationRequired', undefined, 'authentication_required'],
    ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', undefined, 'authentication_required'],
  ])(
    'ask for 3D Secure with %s; a later payment without the customer is %s, or refused as %s',
    async (card, paid, refused) => {
      const customer = await stripe.customers.create();
      const waiting = await setUp(card, customer.id);
      expect(waiting).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
      await answerChallenge(waiting, 'complete');
      const done = await stripe.setupIntents.retrieve(waiting.id, { expand: ['payment_method'] });
      expect(done).toMatchObject({ status: 'succeeded', next_action: null, payment_method: { customer: customer.id } });
      const [method] = (await stripe.paymentMethods.list({ customer: customer.id })).data;
      const outcome = await chargeLater(String(method?.id), customer.id).then(
        ({ status }) => ({ status, code: undefined }),
        (error: Stripe.errors.StripeError) => ({ status: undefined, code: error.code }),
      );
      expect(outcome).toEqual({ status: paid, code: refused });
    },
  );

  it('that fail 3D Secure keep nothing, and can be tried again with another card', async () => {
    const customer = await stripe.customers.create();
    const waiting = await setUp('pm_card_threeDSecure2Required', customer.id);
    await answerChallenge(waiting, 'fail');
    expect(await stripe.setupIntents.retrieve(waiting.id)).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      last_setup_error: { code: 'setup_intent_authentication_failure', payment_method_type: 'card' },
    });
    await answerChallenge(waiting, 'complete');
    expect((await stripe.setupIntents.retrieve(waiting.id)).status).toBe('requires_payment_method');
    const again = await stripe.setupIntents.confirm(waiting.id, { payment_method: 'pm_card_visa' });
    expect(again).toMatchObject({ status: 'succeeded', last_setup_error: null });
  });

  it('take the challenge answer only from who holds the secret', async () => {
    const waiting = await setUp('pm_card_threeDSecure2Required', (await stripe.customers.create()).id);
    expect((await answerChallenge(waiting, 'complete', 'seti_x_secret_y')).status).toBe(400);
    expect((await stripe.setupIntents.retrieve(waiting.id)).status).toBe('requires_action');
  });

  it('send the customer to the bank when given a return_url', async () => {
    const intent = await stripe.setupIntents.create({
      ...NO_REDIRECTS,
      payment_method: 'pm_card_threeDSecure2Required',
      confirm: true,
      return_url: 'https://shop.example/done',
    });
    expect(intent.next_action).toMatchObject({
      type: 'redirect_to_url',
      redirect_to_url: { return_url: 'https://shop.example/done' },
    });
  });

  it('are confirmed by a browser with the secret, and a confirmation token is good once', async () => {
    const browser = client('pk_test_flashstudio');
    const { id, client_secret } = await stripe.setupIntents.create(NO_REDIRECTS);
    const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
    await expect(browser.setupIntents.confirm(id, { confirmation_token: token.id })).rejects.toMatchObject({
      param: 'client_secret',
    });
    const secret = { client_secret: String(client_secret) };
    const done = await browser.setupIntents.confirm(id, { confirmation_token: token.id, ...secret });
    expect(done.status).toBe('succeeded');
    expect(await stripe.confirmationTokens.retrieve(token.id)).toMatchObject({
      setup_intent: id,
      payment_intent: null,
    });
    const next = await stripe.setupIntents.create(NO_REDIRECTS);
    await expect(stripe.setupIntents.confirm(next.id, { confirmation_token: token.id })).rejects.toMatchObject({
      code: 'confirmation_token_already_used',
    });
  });

  it.each([
    ['without a method', {}, 'requires_payment_method'],
    ['with a method', { payment_method: 'pm_card_visa' }, 'requires_confirmation'],
  ])('made %s wait, and can be canceled once', async (_, params, status) => {
    const intent = await stripe.setupIntents.create(params);
    expect(intent.status).toBe(status);
    const canceled = await stripe.setupIntents.cancel(intent.id, { cancellation_reason: 'abandoned' });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    for (const late of [stripe.setupIntents.cancel(intent.id), stripe.setupIntents.confirm(intent.id)]) {
      await expect(late).rejects.toMatchObject({ code: 'setup_intent_unexpected_state' });
    }
  });

  it.each([
    ['an unknown customer', () => stripe.setupIntents.create({ customer: 'cus_none' }), 'customer'],
    ['an unknown method', () => stripe.setupIntents.create({ payment_method: 'pm_none' }), 'payment_method'],
    ['an unknown intent', () => stripe.setupIntents.retrieve('seti_none'), 'intent'],
  ])('of %s are refused', async (_, ask, param) => {
    await expect(ask()).rejects.toMatchObject({ code: 'resource_missing', param });
  });
});

describe('setup_future_usage', () => {
  it.each([
    ['off_session', true],
    ['on_session', true],
    [undefined, false],
  ] as const)('as %s decides whether the paid card stays with the customer: %s', async (usage, stays) => {
    const customer = await stripe.customers.create();
    const paid = await stripe.paymentIntents.create({
      ...NO_REDIRECTS,
      amount: 2_000,
      currency: 'usd',
      customer: customer.id,
      payment_method: 'pm_card_visa',
      confirm: true,
      ...(usage === undefined ? {} : { setup_future_usage: usage }),
    });
    const { data } = await stripe.paymentMethods.list({ customer: customer.id });
    expect(data.map(({ id }) => id)).toEqual(stays ? [paid.payment_method] : []);
    if (stays) expect((await chargeLater(String(paid.payment_method), customer.id)).status).toBe('succeeded');
  });

  it('leaves no card behind when the payment is declined', async () => {
    const customer = await stripe.customers.create();
    const intent = await stripe.paymentIntents.create({
      ...NO_REDIRECTS,
      amount: 2_000,
      currency: 'usd',
      customer: customer.id,
      setup_future_usage: 'off_session',
    });
    await expect(
      stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa_chargeDeclined' }),
    ).rejects.toMatchObject({ code: 'card_declined' });
    expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toEqual([]);
  });
});
