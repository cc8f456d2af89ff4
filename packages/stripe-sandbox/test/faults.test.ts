import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultPlan } from '../src/index.ts';
import { openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';
import { type ManualTime, manualTime } from './support/time.ts';

const OTHER = { id: 'acct_other', name: 'Other', secretKeys: ['sk_test_other'], publishableKeys: ['pk_test_other'] };
const FIRST = { id: 'acct_first', name: 'First', secretKeys: ['sk_test_first'], publishableKeys: ['pk_test_first'] };

let time: ManualTime;
let bed: TestSandbox;
let stripe: Stripe;

beforeEach(async () => {
  time = manualTime();
  bed = await openSandbox({ ...time, accounts: [FIRST, OTHER] });
  // With Node's own client the SDK asks again once, unasked, when a connection is closed; with this one it does not.
  stripe = bed.client('sk_test_first', { httpClient: Stripe.createFetchHttpClient() });
});
afterEach(async () => {
  bed.sandbox.control.stress.clear();
  await bed.close();
});

const plan = (planned: FaultPlan) => bed.sandbox.control.faults.plan(planned);
const create = (idempotencyKey?: string) =>
  stripe.customers.create({ name: 'Ada' }, idempotencyKey === undefined ? {} : { idempotencyKey });
const made = async () => (await stripe.customers.list()).data.length;

describe('planned errors', () => {
  it.each([
    [{ status: 429 }, { statusCode: 429, code: 'rate_limit', type: 'StripeRateLimitError' }, '1'],
    [{ status: 429, retryAfter: 30 }, { statusCode: 429, code: 'rate_limit' }, '30'],
    [{ status: 409 }, { statusCode: 409, code: 'lock_timeout' }, null],
    [{ status: 500 }, { statusCode: 500, type: 'StripeAPIError' }, null],
    [{ status: 503, retryAfter: 7 }, { statusCode: 503, type: 'StripeAPIError' }, '7'],
    [{ status: 400, code: 'country_unsupported' }, { statusCode: 400, code: 'country_unsupported' }, null],
  ])('are answered as planned by %j', async (fault, error, retryAfter) => {
    plan({ fault });
    const refused = await refusal(create());
    expect(refused).toMatchObject(error);
    expect(refused.headers?.['retry-after'] ?? null).toBe(retryAfter);
    expect(await made()).toBe(0);
  });

  it.each([429, 500, 503])(
    'with status %i after the work leave it done, and the key gives its answer',
    async (status) => {
      plan({ fault: { status, when: 'after' }, method: 'POST' });
      await refusal(create('key'));
      expect(await made()).toBe(1);
      const replayed = await create('key');
      expect(replayed.lastResponse).toMatchObject({ statusCode: 200 });
      expect(await made()).toBe(1);
    },
  );
});

describe('a cut connection', () => {
  it.each([
    ['reset_before', 0],
    ['reset_after', 1],
  ] as const)('by %s leaves so many customers made: %i', async (fault, customers) => {
    plan({ fault });
    await expect(create()).rejects.toThrow(Stripe.errors.StripeConnectionError);
    expect(await made()).toBe(customers);
    expect(bed.sandbox.control.requests.recent()[1]).toMatchObject({ status: null, answer: '' });
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('comes after silence, %s the work', async (when, customers) => {
    plan({ fault: { timeout: 30_000, when } });
    const answer = create().then(
      () => 'answered',
      () => 'cut',
    );
    await time.asked(30_000);
    expect(await made()).toBe(customers);
    time.pass(29_999);
    expect(await Promise.race([answer, made()])).toBe(customers);
    time.pass(1);
    expect(await answer).toBe('cut');
  });

  it('lost after the work is made good by a retry of the SDK', async () => {
    plan({ fault: 'reset_after', method: 'POST' });
    const retrying = bed.client('sk_test_first', { maxNetworkRetries: 1 });
    const customer = await retrying.customers.create({ name: 'Ada' });
    expect((await stripe.customers.list()).data.map(({ id }) => id)).toEqual([customer.id]);
  });
});

describe('latency', () => {
  it('before the work leaves it undone meanwhile; after it only the answer waits', async () => {
    plan({ fault: { latency: { before: { constant: 400 }, after: { constant: 300 } } }, method: 'POST' });
    const answer = create();
    await time.asked(400);
    expect(await made()).toBe(0);
    time.pass(400);
    await time.asked(300);
    expect(await made()).toBe(1);
    time.pass(300);
    expect((await answer).name).toBe('Ada');
  });

  it('lets two requests with one idempotency key meet: the second is told that the key is in use', async () => {
    plan({ fault: { latency: { before: { constant: 400 } } }, method: 'POST' });
    const first = create('key');
    await time.asked(400);
    expect(await refusal(create('key'))).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    time.pass(400);
    const { id } = await first;
    expect(await create('key')).toMatchObject({ id });
    expect(await made()).toBe(1);
  });

  it('adds up, and comes before an error too', async () => {
    plan({ fault: { latency: { before: { constant: 100 } } } });
    plan({ fault: { latency: { before: { constant: 150 } } } });
    plan({ fault: { status: 500 } });
    const refused = refusal(create());
    await time.asked(250);
    time.pass(250);
    expect(await refused).toMatchObject({ statusCode: 500 });
  });
});

describe('a plan hits', () => {
  const outcomes = async (count: number) => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1)
      statuses.push((await bed.raw('GET', '/v1/customers', { key: 'sk_test_first' })).status);
    return statuses;
  };

  it('once, unless it says how often', async () => {
    plan({ fault: { status: 500 } });
    plan({ fault: { status: 503 }, times: 2 });
    expect(await outcomes(4)).toEqual([500, 503, 503, 200]);
  });

  it('every n-th, after so many were let through', async () => {
    plan({ fault: { status: 500 }, every: 3, after: 2 });
    expect(await outcomes(9)).toEqual([200, 200, 200, 200, 500, 200, 200, 500, 200]);
  });

  it('only its method, its path and its account', async () => {
    plan({ fault: { status: 500 }, method: 'POST', path: /customers$/, account: 'acct_first', times: 10 });
    const status = async (method: string, path: string, key: string) => (await bed.raw(method, path, { key })).status;
    expect(await status('GET', '/v1/customers', 'sk_test_first')).toBe(200);
    expect(await status('POST', '/v1/products', 'sk_test_first')).toBe(400);
    expect(await status('POST', '/v1/customers', 'sk_test_other')).toBe(200);
    expect(await status('POST', '/v1/customers', 'sk_test_first')).toBe(500);
  });

  it('until it is removed, alone or with all others', async () => {
    const { faults } = bed.sandbox.control;
    const id = plan({ fault: { status: 500 }, times: 10 });
    plan({ fault: { status: 503 }, times: 10 });
    expect(faults.plans.active().map((planned) => planned.id)).toEqual([id, 'fault_2']);
    expect(await outcomes(1)).toEqual([500]);
    expect([faults.plans.remove(id), faults.plans.remove(id)]).toEqual([true, false]);
    expect(await outcomes(1)).toEqual([503]);
    faults.clear();
    expect(await outcomes(1)).toEqual([200]);
  });
});
