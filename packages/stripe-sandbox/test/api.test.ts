import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStripeSandbox, type RunningSandbox } from './support/checked-sandbox.ts';
import { NO_REDIRECTS } from './support/sandbox.ts';

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

async function refused(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error('expected Stripe to refuse');
  return error;
}

const pay = (payment_method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2400,
    currency: 'usd',
    payment_method,
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    ...more,
  });

describe('3D Secure and card numbers', () => {
  it('a failed challenge lets the customer try again', async () => {
    const intent = await pay('pm_card_threeDSecure2Required');
    await answerChallenge(intent, 'fail');
    const after = await stripe.paymentIntents.retrieve(intent.id);
    expect(after).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(paid.status).toBe('succeeded');
  });

  it('a challenge is answered only by who holds the client secret', async () => {
    const intent = await pay('pm_card_threeDSecure2Required');
    const answer = await answerChallenge({ ...intent, client_secret: 'pi_wrong_secret_wrong' }, 'complete');
    expect(answer.status).toBe(400);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_action');
  });

  it('a number that fails its check digit never becomes a payment method', async () => {
    const error = await refused(
      stripe.paymentMethods.create({
        type: 'card',
        card: { number: '4242424242424241', exp_month: 12, exp_year: 2034, cvc: '123' },
      }),
    );
    expect(error).toMatchObject({ statusCode: 402, code: 'incorrect_number', param: 'number' });
  });
});

async function answerChallenge(intent: Stripe.PaymentIntent, verdict: 'complete' | 'fail'): Promise<Response> {
  const action = intent.next_action?.use_stripe_sdk;
  const source = action && 'source' in action ? String(action.source) : '';
  return fetch(`${running.url}/v1/3ds2/${source}/${verdict}`, {
    method: 'POST',
    headers: { authorization: 'Bearer pk_test_flashstudio', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_secret: intent.client_secret ?? '' }),
  });
}

describe('payment intents', () => {
  it('are confirmed with a confirmation token, once', async () => {
    const intent = await stripe.paymentIntents.create({ ...NO_REDIRECTS, amount: 500, currency: 'eur' });
    const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
    const paid = await stripe.paymentIntents.confirm(intent.id, { confirmation_token: token.id });
    expect(paid.status).toBe('succeeded');
    const other = await stripe.paymentIntents.create({ ...NO_REDIRECTS, amount: 500, currency: 'eur' });
    const error = await refused(stripe.paymentIntents.confirm(other.id, { confirmation_token: token.id }));
    expect(error.code).toBe('confirmation_token_already_used');
  });

  it('are authorised and captured in part', async () => {
    const intent = await pay('pm_card_visa', { capture_method: 'manual' });
    expect(intent).toMatchObject({ status: 'requires_capture', amount_capturable: 2400, amount_received: 0 });
    const captured = await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1000 });
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1000, amount_capturable: 0 });
  });

  it('are canceled once and for all', async () => {
    const intent = await stripe.paymentIntents.create({ ...NO_REDIRECTS, amount: 500, currency: 'usd' });
    expect((await stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' })).status).toBe(
      'canceled',
    );
    const error = await refused(stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' }));
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
  });

  it('merge metadata: replace, remove, keep', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 500, currency: 'usd', metadata: { a: '1', b: '2' } });
    const updated = await stripe.paymentIntents.update(intent.id, { metadata: { a: '', c: '3' } });
    expect(updated.metadata).toEqual({ b: '2', c: '3' });
  });

  it('are listed newest first, a page at a time', async () => {
    const customer = await stripe.customers.create({ email: 'ada@example.com' });
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      made.unshift((await stripe.paymentIntents.create({ amount: 500, currency: 'usd', customer: customer.id })).id);
    }
    const first = await stripe.paymentIntents.list({ customer: customer.id, limit: 2 });
    expect(first).toMatchObject({ has_more: true, data: made.slice(0, 2).map((id) => ({ id })) });
    const all = await stripe.paymentIntents.list({ customer: customer.id, limit: 2 }).autoPagingToArray({ limit: 10 });
    expect(all.map(({ id }) => id)).toEqual(made);
  });
});

describe('errors', () => {
  it.each<[string, () => Promise<unknown>, Record<string, unknown>]>([
    [
      'a missing parameter',
      () => raw('POST', '/v1/payment_intents', 'currency=usd'),
      { code: 'parameter_missing', param: 'amount' },
    ],
    [
      'an unknown parameter',
      () => raw('POST', '/v1/payment_intents', 'amount=500&currency=usd&colour=red'),
      { code: 'parameter_unknown', param: 'colour' },
    ],
    ['no integer', () => raw('POST', '/v1/payment_intents', 'amount=ten&currency=usd'), { param: 'amount' }],
    [
      'too small an amount',
      () => raw('POST', '/v1/payment_intents', 'amount=49&currency=usd'),
      { code: 'amount_too_small', param: 'amount' },
    ],
    [
      'an unknown object',
      () => raw('GET', '/v1/payment_intents/pi_nope'),
      { code: 'resource_missing', param: 'intent' },
    ],
    ['an unknown route', () => raw('GET', '/v1/nope'), { type: 'invalid_request_error' }],
    ['a limit out of range', () => raw('GET', '/v1/events?limit=101'), { param: 'limit' }],
    ['a key nobody has', () => raw('GET', '/v1/events', undefined, 'sk_test_other'), { type: 'invalid_request_error' }],
    [
      'a browser key where a secret one is needed',
      () => raw('GET', '/v1/events', undefined, 'pk_test_flashstudio'),
      { code: 'secret_key_required' },
    ],
  ])('%s is told with the parameter at fault', async (_, request, error) => {
    expect(await request()).toMatchObject({ error });
  });
});

async function raw(method: string, path: string, body?: string, key = 'sk_test_flashstudio'): Promise<unknown> {
  const response = await fetch(`${running.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded' },
    ...(body === undefined ? {} : { body }),
  });
  expect(response.status).toBeGreaterThanOrEqual(400);
  return response.json();
}

describe('idempotency keys', () => {
  const create = (idempotencyKey: string, amount: number) =>
    stripe.paymentIntents.create({ amount, currency: 'usd' }, { idempotencyKey });

  it('replay the first answer for the same request', async () => {
    const first = await create('replay', 700);
    const second = await create('replay', 700);
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
  });

  it('are refused with other parameters', async () => {
    await create('mismatch', 700);
    expect(await refused(create('mismatch', 701))).toMatchObject({ statusCode: 400, type: 'StripeIdempotencyError' });
  });

  it('replay a decline without asking the bank again', async () => {
    const intent = await stripe.paymentIntents.create({ ...NO_REDIRECTS, amount: 900, currency: 'usd' });
    const confirm = () =>
      stripe.paymentIntents.confirm(
        intent.id,
        { payment_method: 'pm_card_visa_chargeDeclined' },
        { idempotencyKey: 'declined' },
      );
    await refused(confirm());
    expect(await refused(confirm())).toMatchObject({ statusCode: 402, code: 'card_declined' });
    expect((await stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(1);
  });

  it('make ten requests at once one payment', async () => {
    const settled = await Promise.allSettled(Array.from({ length: 10 }, () => create('at-once', 800)));
    const ids = settled.map((one) => (one.status === 'fulfilled' ? one.value.id : one.reason.code));
    // Who comes while the first is at work is told so.
    expect(new Set(ids.filter((id) => id !== 'idempotency_key_in_use')).size).toBe(1);
    expect(ids.every((id) => id === 'idempotency_key_in_use' || /^pi_/.test(id))).toBe(true);
    const { data } = await stripe.paymentIntents.list({ limit: 100 });
    expect(data.filter(({ amount }) => amount === 800)).toHaveLength(1);
  });
});

// The SDK itself repeats a request once when a kept-alive connection is cut, so two are cut.
describe('faults', () => {
  it('a connection cut after the charge leaves it made, and the same key finds it', async () => {
    const intent = await stripe.paymentIntents.create({ ...NO_REDIRECTS, amount: 900, currency: 'usd' });
    sandbox.control.faults.plan({ fault: 'reset_after', method: 'POST', path: /confirm$/, times: 2 });
    const confirm = () =>
      stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' }, { idempotencyKey: 'cut' });
    expect((await refused(confirm())).type).toBe('StripeConnectionError');
    expect((await confirm()).status).toBe('succeeded');
    expect((await stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(1);
  });

  it('a connection cut before leaves nothing done', async () => {
    const intent = await stripe.paymentIntents.create({ ...NO_REDIRECTS, amount: 900, currency: 'usd' });
    sandbox.control.faults.plan({ fault: 'reset_before', method: 'POST', path: /confirm$/, times: 2 });
    await refused(stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' }));
    expect((await stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(0);
  });

  it.each([429, 500, 503, 409] as const)('an answer with status %d can be asked for', async (status) => {
    sandbox.control.faults.plan({ fault: { status }, method: 'GET', path: /events/, times: 1 });
    expect((await refused(stripe.events.list())).statusCode).toBe(status);
    await stripe.events.list();
  });
});
