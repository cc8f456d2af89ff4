import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';

let world: TestSandbox;
beforeAll(async () => {
  world = await openSandbox();
});
afterAll(() => world.close());

const order = { amount: 2_000, currency: 'usd' };

describe('the version a request asks for', () => {
  it.each(['2026-10-28.endive', '2025-03-31.basil', '2024-06-20', '2011-01-01'])(
    '%s is one of Stripe’s, and the answer names it',
    async (version) => {
      const { lastResponse } = await world.stripe.customers.create({ name: 'Ada' }, { apiVersion: version });
      expect(lastResponse.headers['stripe-version']).toBe(version);
    },
  );

  it.each(['2019-2-19', '2026-10-28', '2026-10-28.dahlia', '2030-01-01', 'latest'])(
    '%s never was one: the request is refused and nothing is done',
    async (version) => {
      const before = await world.stripe.customers.list({ limit: 100 });
      const error = await refusal(world.stripe.customers.create({ name: 'Ada' }, { apiVersion: version }));
      expect(error).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError' });
      expect(error.message).toBe(`Invalid Stripe API version: ${version}`);
      expect(error.headers?.['stripe-version']).toBe(Stripe.API_VERSION);
      expect((await world.stripe.customers.list({ limit: 100 })).data).toHaveLength(before.data.length);
    },
  );

  it.each(['2026-10-28.preview', '2026-10-28.endive; some_beta=v1'])(
    '%s may be one that Stripe takes, so the sandbox says that it does not',
    async (version) => {
      const error = await refusal(world.stripe.customers.create({ name: 'Ada' }, { apiVersion: version }));
      expect(error).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError' });
      expect(error.message).toBe(
        `The sandbox does not support the API version ${version}: it has no previews and no betas.`,
      );
    },
  );

  it('is asked for by a key that is good, or the key is what is refused', async () => {
    const answer = await world.raw('GET', '/v1/customers', {
      key: 'sk_test_nobody',
      headers: { 'stripe-version': 'latest' },
    });
    expect(answer.status).toBe(401);
  });

  it('is, without a word, the one the sandbox was made for', async () => {
    const { headers } = await world.raw('GET', '/v1/customers');
    expect(headers.get('stripe-version')).toBe(Stripe.API_VERSION);
  });
});

describe('a request that asks for an older version', () => {
  it.each<[string, Stripe.PaymentIntent.CaptureMethod]>([
    ['2023-10-16', 'automatic'],
    ['2024-04-10', 'automatic_async'],
  ])('as of %s, payments are captured %s unless told otherwise', async (version, capture_method) => {
    expect(await world.stripe.paymentIntents.create(order, { apiVersion: version })).toMatchObject({ capture_method });
  });

  it('is told that the sandbox knows no parameters of that time, rather than that there are none', async () => {
    const answer = await world.raw('POST', '/v1/payment_intents', {
      body: 'amount=2000&currency=usd&save_payment_method=true',
      headers: { 'stripe-version': '2024-06-20' },
    });
    expect(answer).toMatchObject({ status: 400, body: { error: { param: 'save_payment_method' } } });
    expect(answer.body.error).not.toHaveProperty('code');
    expect(answer.body.error).toMatchObject({
      message:
        'The sandbox does not support the parameter save_payment_method: it knows those of 2026-10-28.endive, and this request asks for 2024-06-20.',
    });
  });
});

describe('the version of a webhook endpoint', () => {
  const endpoint = { url: 'https://shop.test/hooks', enabled_events: ['*' as const] };

  it('may be the one the sandbox writes events in', async () => {
    const api_version = '2026-10-28.endive';
    expect(await world.stripe.webhookEndpoints.create({ ...endpoint, api_version })).toMatchObject({ api_version });
  });

  it('is refused when it is another, which events would then only pretend to be', async () => {
    const error = await refusal(world.stripe.webhookEndpoints.create({ ...endpoint, api_version: '2024-06-20' }));
    expect(error).toMatchObject({ statusCode: 400, param: 'api_version' });
    expect(error.message).toBe('The sandbox does not support api_version=2024-06-20, which Stripe takes here.');
    const never = await world.raw('POST', '/v1/webhook_endpoints', {
      body: 'url=https://shop.test/hooks&enabled_events[]=*&api_version=latest',
    });
    expect(never).toMatchObject({
      status: 400,
      body: { error: { message: 'Invalid api_version: must be one of 2026-10-28.endive' } },
    });
  });
});
