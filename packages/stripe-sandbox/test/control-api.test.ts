import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReceiver, type Receiver } from './support/receiver.ts';
import { openSandbox, type TestSandbox } from './support/sandbox.ts';
import { type ManualTime, manualTime } from './support/time.ts';

let time: ManualTime;
let receiver: Receiver;
let bed: TestSandbox;

beforeEach(async () => {
  time = manualTime();
  receiver = createReceiver();
  bed = await openSandbox({ ...time, fetch: receiver.fetch });
  bed.sandbox.control.ensureWebhookEndpoint({ url: 'https://shop.test/hook', secret: 'whsec_test' });
});
afterEach(async () => {
  bed.sandbox.control.stress.clear();
  await bed.close();
});

async function control(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${bed.url}/_control${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

describe('faults over HTTP', () => {
  it('are planned, listed, removed and cleared', async () => {
    const planned = await control('POST', '/faults', {
      fault: { status: 500 },
      method: 'GET',
      path: '/customers',
      times: 3,
    });
    expect(planned).toMatchObject({
      status: 201,
      body: { id: 'fault_1', planned: { path: '/\\/customers/', left: 3 } },
    });
    await control('POST', '/faults', { fault: 'reset_before', path: '/customers$/i', probability: 0.5, seed: 4 });
    expect((await bed.raw('GET', '/v1/customers')).status).toBe(500);
    expect((await control('GET', '/faults')).body).toMatchObject({
      faults: [
        { id: 'fault_1', hits: 1, left: 2 },
        { id: 'fault_2', path: '/customers$/i', probability: 0.5, left: null },
      ],
    });
    expect(await control('DELETE', '/faults/fault_1')).toMatchObject({ status: 200 });
    expect(await control('DELETE', '/faults/fault_1')).toMatchObject({ status: 404 });
    await control('DELETE', '/faults');
    expect((await control('GET', '/faults')).body).toEqual({ faults: [] });
  });

  it.each([
    ['{}', 'fault'],
    ['no json', 'The body is no JSON.'],
    [{ fault: 'explode' }, 'expected "reset_before"'],
    [{ fault: { status: 200 } }, '>=400'],
    [{ fault: 'reset_before', path: '/(/' }, 'Invalid regular expression'],
    [{ fault: 'reset_before', times: 0 }, 'times'],
    [{ fault: 'reset_before', probability: 2 }, 'probability'],
    [{ fault: 'reset_before', unknown: 1 }, 'unknown'],
    [{ fault: { latency: {} } }, 'before or after is needed'],
    [{ fault: { latency: { before: { normal: { median: 5, p95: 1 } } } } }, 'p95 must not be less'],
  ])('are refused when they make no sense: %j', async (body, complaint) => {
    const refused = await control('POST', '/faults', body);
    expect(refused).toMatchObject({ status: 400, body: { error: expect.stringContaining(complaint) } });
    expect(bed.sandbox.control.faults.plans.active()).toEqual([]);
  });

  it('come in presets with a seed, which can be repeated', async () => {
    const course = async () => {
      await control('PUT', '/presets/rate-limited', { seed: 77 });
      const statuses: number[] = [];
      for (let index = 0; index < 20; index += 1) statuses.push((await bed.raw('GET', '/v1/customers')).status);
      return statuses;
    };
    const first = await course();
    expect(new Set(first)).toEqual(new Set([200, 429]));
    expect(await course()).toEqual(first);
    expect((await control('GET', '/state')).body).toMatchObject({ seed: 77, presets: ['rate-limited'] });
    await control('DELETE', '/presets/rate-limited');
    expect((await control('GET', '/state')).body).toMatchObject({ presets: [], faults: [] });
    expect(await control('PUT', '/presets/sunshine')).toMatchObject({ status: 404 });
    expect((await control('GET', '/presets')).body).toMatchObject({
      presets: expect.arrayContaining([expect.objectContaining({ name: 'flaky-network', active: false })]),
    });
    await control('PUT', '/seed', { seed: 5 });
    expect((await control('GET', '/state')).body).toMatchObject({ seed: 5 });
  });
});

describe('webhooks over HTTP', () => {
  it('are held, multiplied and reversed', async () => {
    await control('POST', '/webhooks/hold');
    await bed.stripe.products.create({ name: 'mug' });
    await bed.stripe.customers.create();
    expect((await control('GET', '/state')).body).toMatchObject({ webhooks: { held: 2 } });
    await control('POST', '/webhooks/release', { copies: 2, order: 'reversed' });
    await control('GET', '/settled');
    const once = ['customer.created', 'product.created'];
    expect(receiver.types()).toEqual([...once, ...once]);
  });

  it('get lost as planned and are sent again', async () => {
    const { body } = await control('POST', '/webhooks/plans', { effect: 'drop', events: ['product.*'] });
    expect(body).toMatchObject({ id: 'webhook_1' });
    await bed.stripe.products.create({ name: 'mug' });
    await control('GET', '/settled');
    expect(receiver.received).toEqual([]);
    const event = (await bed.stripe.events.list()).data[0]?.id;
    const endpoint = (await bed.stripe.webhookEndpoints.list()).data[0]?.id;
    expect((await control('POST', '/webhooks/resend', { event, endpoint })).body).toEqual({ event, endpoints: 1 });
    await control('GET', '/settled');
    expect(receiver.types()).toEqual(['product.created']);
    expect((await control('GET', '/webhooks/deliveries')).body).toMatchObject({
      deliveries: [
        { eventId: event, status: 200 },
        { eventId: event, status: null, stress: ['dropped'] },
      ],
    });
    expect(await control('POST', '/webhooks/resend', { event: 'evt_none' })).toMatchObject({ status: 404 });
  });

  it('have plans that are listed, removed and cleared', async () => {
    for (const effect of [{ duplicate: 1 }, { delay: 50 }, { reorder: { within: 3 } }]) {
      expect(await control('POST', '/webhooks/plans', { effect })).toMatchObject({ status: 201 });
    }
    await control('DELETE', '/webhooks/plans/webhook_2');
    expect((await control('GET', '/webhooks/plans')).body).toMatchObject({
      plans: [{ effect: { duplicate: 1 } }, { effect: { reorder: { within: 3 } } }],
    });
    await control('DELETE', '/webhooks/plans');
    expect((await control('GET', '/webhooks/plans')).body).toEqual({ plans: [] });
    expect(await control('POST', '/webhooks/plans', { effect: 'explode' })).toMatchObject({ status: 400 });
  });

  it('get a new secret', async () => {
    const endpoint = (await bed.stripe.webhookEndpoints.list()).data[0]?.id ?? '';
    const rolled = await control('POST', `/webhooks/endpoints/${endpoint}/roll`, {
      secret: 'whsec_next',
      overlapSeconds: 5,
    });
    expect(rolled.body).toMatchObject({ secret: 'whsec_next' });
    expect(bed.sandbox.control.webhooks.secrets(endpoint)).toEqual(['whsec_next', 'whsec_test']);
    expect(await control('POST', '/webhooks/endpoints/we_none/roll')).toMatchObject({ status: 404 });
    const tooLong = { overlapSeconds: 90_000 };
    expect(await control('POST', `/webhooks/endpoints/${endpoint}/roll`, tooLong)).toMatchObject({ status: 400 });
  });
});

it('time travels over HTTP, only forward', async () => {
  expect((await control('POST', '/clock/freeze')).body).toMatchObject({
    frozen: true,
    now: '2026-11-02T10:00:00.000Z',
  });
  expect((await control('POST', '/clock/advance', { days: 1, minutes: 30 })).body).toMatchObject({
    now: '2026-11-03T10:30:00.000Z',
  });
  expect((await control('POST', '/clock/resume')).body).toMatchObject({ frozen: false });
  expect((await control('POST', '/clock/offset', { days: 2 })).body).toMatchObject({ now: '2026-11-04T10:00:00.000Z' });
  expect(await control('POST', '/clock/offset', { days: 1 })).toMatchObject({ status: 400 });
  expect(await control('POST', '/clock/advance', { days: -1 })).toMatchObject({ status: 400 });
  expect((await control('GET', '/clock')).body).toMatchObject({ now: '2026-11-04T10:00:00.000Z' });
});

describe('a reset', () => {
  it('forgets the objects of an account, but not its endpoints unless asked', async () => {
    const product = await bed.stripe.products.create({ name: 'mug' });
    await control('POST', '/reset', { account: 'acct_flashstudio' });
    expect((await bed.stripe.products.list()).data).toEqual([]);
    expect((await bed.stripe.events.list()).data).toEqual([]);
    await expect(bed.stripe.products.retrieve(product.id)).rejects.toThrow('No such');
    expect((await bed.stripe.webhookEndpoints.list()).data).toHaveLength(1);
    await control('POST', '/reset', { endpoints: true });
    expect((await bed.stripe.webhookEndpoints.list()).data).toEqual([]);
    expect(await control('POST', '/reset', { account: 'acct_none' })).toMatchObject({ status: 404 });
  });

  it('frees idempotency keys', async () => {
    await bed.stripe.products.create({ name: 'mug' }, { idempotencyKey: 'key' });
    await control('POST', '/reset');
    expect((await bed.stripe.products.create({ name: 'cup' }, { idempotencyKey: 'key' })).name).toBe('cup');
  });
});

describe('pages of other sites', () => {
  it.each([{ origin: 'https://evil.test' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }])(
    'cannot control the sandbox: %j',
    async (headers) => {
      expect(await control('POST', '/webhooks/hold', undefined, headers)).toMatchObject({ status: 403 });
      expect(bed.sandbox.control.webhooks.held()).toBeNull();
    },
  );

  it('are not its own pages', async () => {
    expect(await control('POST', '/webhooks/hold', undefined, { origin: bed.url })).toMatchObject({ status: 200 });
    expect(bed.sandbox.control.webhooks.held()).toBe(0);
  });
});
