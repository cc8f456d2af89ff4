import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { once } from '../src/http/idempotency.ts';
import { AccountStore } from '../src/store/account-store.ts';
import { openSandbox, refusal, type TestSandbox, testClock } from './support/sandbox.ts';

/** https://docs.stripe.com/api/idempotent_requests */
const clock = testClock();
let dir: string;
let test: TestSandbox;
const open = () => openSandbox({ clock, persistTo: path.join(dir, 'journal.jsonl') });

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'keys-'));
  test = await open();
});
afterAll(async () => {
  await test.close();
  await rm(dir, { recursive: true });
});

const post = (key: string, target: string, body: string) =>
  test.raw('POST', target, { body, headers: { 'idempotency-key': key } });
const PAYMENT = 'amount=700&currency=usd&confirm=true&return_url=https://shop.test&payment_method=';

describe('an idempotency key', () => {
  it.each<[string, number, string, () => Promise<string> | string]>([
    ['a success', 200, 'amount=700&currency=usd', () => '/v1/payment_intents'],
    ['a decline', 402, `${PAYMENT}pm_card_visa_chargeDeclined`, () => '/v1/payment_intents'],
    ['a refusal by the state', 400, 'payment_method=pm_card_visa', async () => `${await canceled()}/confirm`],
    ['an object that is not there', 404, '', () => '/v1/payment_intents/pi_none/cancel'],
    ['a name that is not there', 400, 'amount=700&currency=usd&customer=cus_none', () => '/v1/payment_intents'],
  ])('replays %s (%i), with the id of the request answered first', async (what, status, body, to) => {
    const target = await to();
    const first = await post(what, target, body);
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([status, null]);
    expect(first.headers.get('original-request')).toBe(first.headers.get('request-id'));
    const again = await post(what, target, body);
    expect({ ...again, headers: undefined }).toEqual({ ...first, headers: undefined });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'));
    expect(again.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
    expect(again.headers.get('idempotency-key')).toBe(what);
  });

  it('replays whatever the order of the parameters', async () => {
    const first = await post('order', '/v1/payment_intents', 'amount=700&currency=usd');
    const again = await post('order', '/v1/payment_intents', 'currency=usd&amount=700');
    expect(again.body.id).toBe(first.body.id);
  });

  it.each([
    [
      'other parameters',
      '/v1/customers',
      'name=Grace',
      /can only be used with the same parameters they were first used with/,
    ],
    [
      'another endpoint',
      '/v1/payment_intents',
      'name=Ada',
      /the same endpoint they were first used for \('\/v1\/customers' vs '\/v1\/payment_intents'\)/,
    ],
  ])('is refused with %s', async (what, target, body, message) => {
    await post(what, '/v1/customers', 'name=Ada');
    expect(await post(what, target, body)).toMatchObject({
      status: 400,
      body: { error: { type: 'idempotency_error', message: expect.stringMatching(message) } },
    });
  });

  it.each([
    ['missing', 'currency=usd'],
    ['unknown', 'amount=700&currency=usd&colour=red'],
    ['no integer', 'amount=ten&currency=usd'],
  ])('stays free after a parameter that is %s', async (what, body) => {
    const refused = await post(what, '/v1/payment_intents', body);
    expect(refused).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error' } } });
    expect(await post(what, '/v1/payment_intents', 'amount=700&currency=usd')).toMatchObject({ status: 200 });
  });

  it('may have 255 characters and no more', async () => {
    expect((await post('k'.repeat(255), '/v1/customers', '')).status).toBe(200);
    expect(await post('k'.repeat(256), '/v1/customers', '')).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request_error', message: expect.stringContaining('255') } },
    });
  });

  it('means nothing to reads and deletions', async () => {
    const { id } = await test.stripe.customers.create({ name: 'Ada' });
    const headers = { 'idempotency-key': 'reading' };
    await test.raw('GET', `/v1/customers/${id}`, { headers });
    await test.stripe.customers.update(id, { name: 'Grace' });
    const read = await test.raw('GET', `/v1/customers/${id}`, { headers });
    expect([read.body.name, read.headers.get('idempotent-replayed')]).toEqual(['Grace', null]);
    expect((await test.raw('DELETE', `/v1/customers/${id}`, { headers })).status).toBe(200);
    expect((await test.raw('DELETE', `/v1/customers/${id}`, { headers })).status).toBe(404);
  });

  it('is forgotten after 24 hours, and not a second before', async () => {
    const make = () => post('a day', '/v1/customers', 'name=Ada');
    const first = await make();
    clock.advance({ hours: 24, seconds: -1 });
    expect((await make()).body.id).toBe(first.body.id);
    clock.advance({ seconds: 1 });
    expect((await make()).body.id).not.toBe(first.body.id);
  });

  it('is remembered over a restart', async () => {
    const pay = () => post('restart', '/v1/payment_intents', `${PAYMENT}pm_card_visa_chargeDeclined`);
    const first = await pay();
    await test.close();
    test = await open();
    const again = await pay();
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'));
  });
});

it('a key in flight is refused with 409, and free again when the work has failed', async () => {
  const store = new AccountStore({ id: 'acct_1', name: 'One', secretKeys: [], publishableKeys: [] });
  const request = { key: 'busy', path: '/v1/customers', form: '', requestId: 'req_1' };
  const work = Promise.withResolvers<never>();
  const first = once(store, clock, request, () => work.promise);
  await expect(once(store, clock, request, () => work.promise)).rejects.toMatchObject({
    status: 409,
    body: { type: 'idempotency_error', code: 'idempotency_key_in_use' },
  });
  work.reject(new Error('the machine broke'));
  await expect(first).rejects.toThrow('the machine broke');
  const answer = { status: 200, body: '{}', began: true };
  expect(await once(store, clock, request, async () => answer)).toMatchObject({ status: 200, replayed: false });
});

it('the SDK tells a mismatch from other errors', async () => {
  const create = (amount: number) =>
    test.stripe.paymentIntents.create({ amount, currency: 'usd' }, { idempotencyKey: 'sdk' });
  await create(700);
  const error: Stripe.errors.StripeError = await refusal(create(701));
  expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
});

async function canceled(): Promise<string> {
  const { id } = await test.stripe.paymentIntents.create({ amount: 700, currency: 'usd' });
  await test.stripe.paymentIntents.cancel(id);
  return `/v1/payment_intents/${id}`;
}
