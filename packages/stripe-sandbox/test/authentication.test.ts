import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Permission, SandboxAccount } from '../src/index.ts';
import { openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';

const restricted = (key: string, permissions: Record<string, Permission>) => ({ key, permissions });

const ONE: SandboxAccount = {
  id: 'acct_one',
  name: 'One',
  secretKeys: ['sk_test_one0001'],
  publishableKeys: ['pk_test_one0001'],
  restrictedKeys: [
    restricted('rk_test_reader1234', { payment_intents: 'read', balance_transactions: 'none' }),
    restricted('rk_test_writer1234', { payment_intents: 'write', customers: 'write' }),
  ],
  expiredKeys: ['sk_test_gone1234'],
};
const TWO: SandboxAccount = {
  id: 'acct_two',
  name: 'Two',
  secretKeys: ['sk_test_two0001'],
  publishableKeys: ['pk_test_two0001'],
};

let test: TestSandbox;
beforeAll(async () => {
  test = await openSandbox({ accounts: [ONE, TWO] });
});
afterAll(() => test.close());

describe('a key', () => {
  it.each<[string, string | undefined, number, Record<string, unknown>]>([
    ['that is missing', undefined, 401, { message: expect.stringContaining('You did not provide an API key') }],
    ['nobody has', 'sk_test_nobody1234', 401, { message: 'Invalid API Key provided: sk_test_******1234' }],
    ['of live mode', 'sk_live_real56789', 401, { message: expect.stringContaining('no live mode') }],
    [
      'that has expired',
      'sk_test_gone1234',
      401,
      { code: 'api_key_expired', message: 'Expired API Key provided: sk_test_****1234' },
    ],
    ['of a browser, for a secret endpoint', 'pk_test_one0001', 401, { code: 'secret_key_required' }],
    [
      'without the permission',
      'rk_test_reader1234',
      403,
      {
        message:
          "The provided key 'rk_test_******1234' does not have the required permissions for this endpoint on account 'acct_one'. Having the 'rak_customer_read' permission would allow this request to continue.",
      },
    ],
  ])('%s is refused, and not repeated', async (_, key, status, error) => {
    const answer = await test.raw('GET', '/v1/customers', {
      headers: { authorization: key === undefined ? '' : `Bearer ${key}` },
    });
    expect(answer).toMatchObject({ status, body: { error: { type: 'invalid_request_error', ...error } } });
    if (key !== undefined) expect(JSON.stringify(answer.body)).not.toContain(key);
  });

  it('is taken by Basic authentication too, as curl -u sends it', async () => {
    const authorization = `Basic ${Buffer.from('sk_test_one0001:').toString('base64')}`;
    expect((await test.raw('GET', '/v1/customers', { headers: { authorization } })).status).toBe(200);
  });
});

describe('the page of a site', () => {
  const FROM_PAGES = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:4001' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];

  it.each(['sk_test_one0001', 'rk_test_writer1234'])('can do nothing with the secret key %s', async (key) => {
    const { id } = await test.stripe.webhookEndpoints.create({ url: 'https://one.example/h', enabled_events: ['*'] });
    for (const headers of FROM_PAGES) {
      for (const [method, path] of [
        ['GET', '/v1/customers'],
        ['POST', '/v1/customers'],
        ['GET', `/v1/webhook_endpoints/${id}`],
        ['DELETE', `/v1/webhook_endpoints/${id}`],
      ] as const) {
        const answer = await test.raw(method, path, { key, headers });
        expect(answer).toMatchObject({ status: 403, body: { error: { message: expect.stringContaining('browser') } } });
        expect(JSON.stringify(answer.body)).not.toContain('whsec_');
      }
    }
    expect((await test.stripe.webhookEndpoints.retrieve(id)).id).toBe(id);
    expect((await test.stripe.customers.list()).data).toEqual([]);
    await test.stripe.webhookEndpoints.del(id);
  });

  it('may use a publishable key, and who types an address may use any', async () => {
    const body = 'payment_method_data[type]=card&payment_method_data[card][token]=tok_visa';
    const page = { origin: 'https://shop.example' };
    const made = await test.raw('POST', '/v1/confirmation_tokens', { key: 'pk_test_one0001', body, headers: page });
    expect(made.status).toBe(200);
    const typed = await test.raw('GET', '/v1/customers', {
      key: 'sk_test_one0001',
      headers: { 'sec-fetch-site': 'none' },
    });
    expect(typed.status).toBe(200);
  });
});

describe('a restricted key', () => {
  it.each<[string, 'GET' | 'POST' | 'DELETE', string, number]>([
    ['rk_test_reader1234', 'GET', '/v1/payment_intents', 200],
    ['rk_test_writer1234', 'GET', '/v1/payment_intents', 200],
    ['rk_test_writer1234', 'GET', '/v1/customers', 200],
    ['rk_test_writer1234', 'DELETE', '/v1/customers/cus_none', 404],
  ])('%s may %s %s', async (key, method, path, status) => {
    expect((await test.raw(method, path, { key })).status).toBe(status);
  });

  it.each<[string, 'GET' | 'POST' | 'DELETE', string, string]>([
    ['rk_test_reader1234', 'POST', '/v1/payment_intents', 'rak_payment_intent_write'],
    ['rk_test_reader1234', 'POST', '/v1/payment_intents/pi_none/confirm', 'rak_payment_intent_write'],
    ['rk_test_reader1234', 'GET', '/v1/balance_transactions', 'rak_balance_transaction_source_read'],
    ['rk_test_reader1234', 'GET', '/v1/webhook_endpoints', 'rak_webhook_read'],
    ['rk_test_reader1234', 'POST', '/v1/test_helpers/confirmation_tokens', 'rak_confirmation_token_write'],
    ['rk_test_writer1234', 'GET', '/v1/charges', 'rak_charge_read'],
  ])('%s may not %s %s, for want of %s', async (key, method, path, missing) => {
    expect(await test.raw(method, path, { key })).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining(`'${missing}'`) } },
    });
  });

  it('is told apart by the SDK', async () => {
    const error = await refusal(test.client('rk_test_reader1234').customers.create());
    expect(error).toMatchObject({ type: 'StripePermissionError', statusCode: 403 });
  });
});

describe('the Stripe-Account header', () => {
  it('may name the account of the key', async () => {
    const named = await test.stripe.customers.create({ name: 'Named' }, { stripeAccount: 'acct_one' });
    expect((await test.stripe.customers.retrieve(named.id)).id).toBe(named.id);
  });

  it.each(['acct_two', 'acct_none'])('may not name %s', async (stripeAccount) => {
    expect(await refusal(test.stripe.customers.list({}, { stripeAccount }))).toMatchObject({
      type: 'StripePermissionError',
      code: 'account_invalid',
    });
  });
});

describe('two accounts', () => {
  let apart: TestSandbox;
  beforeAll(async () => {
    apart = await openSandbox({ accounts: [ONE, TWO] });
  });
  afterAll(() => apart.close());
  const customers = async (key: string) => (await apart.client(key).customers.list()).data.map(({ name }) => name);

  it('share nothing', async () => {
    const [one, two] = [apart.client('sk_test_one0001'), apart.client('sk_test_two0001')];
    const ada = await one.customers.create({ name: 'Ada' }, { idempotencyKey: 'same' });
    const grace = await two.customers.create({ name: 'Grace' }, { idempotencyKey: 'same' });
    expect(grace.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect([await customers('sk_test_one0001'), await customers('sk_test_two0001')]).toEqual([['Ada'], ['Grace']]);

    for (const strange of [
      two.customers.retrieve(ada.id),
      two.customers.update(ada.id, { name: 'Mine' }),
      two.customers.del(ada.id),
      two.paymentIntents.create({ amount: 500, currency: 'usd', customer: ada.id }),
    ]) {
      expect(await refusal(strange)).toMatchObject({ code: 'resource_missing' });
    }
    const own = await one.paymentIntents.create({ amount: 500, currency: 'usd', customer: ada.id });
    const secret = { client_secret: String(own.client_secret) };
    const read = (key: string) => apart.client(key).paymentIntents.retrieve(own.id, secret);
    expect((await read('pk_test_one0001')).id).toBe(own.id);
    expect(await refusal(read('pk_test_two0001'))).toMatchObject({ code: 'resource_missing' });

    const events = (await two.events.list({ limit: 100 })).data;
    expect(events.map(({ type }) => type)).toEqual(['customer.created']);
    await one.webhookEndpoints.create({ url: 'https://one.example/hook', enabled_events: ['*'] });
    expect((await two.webhookEndpoints.list()).data).toEqual([]);
  });
});
