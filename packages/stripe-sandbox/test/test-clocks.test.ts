import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_REDIRECTS, openSandbox, refusal, type TestSandbox, testClock } from './support/sandbox.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const START = Date.parse('2030-01-31T12:00:00Z') / 1_000;

let machine: ReturnType<typeof testClock>;
let open: TestSandbox;
let stripe: Stripe;

beforeEach(async () => {
  machine = testClock();
  open = await openSandbox({ clock: machine });
  stripe = open.stripe;
});
afterEach(() => open.close());

const clocks = () => stripe.testHelpers.testClocks;

async function customerOnClock() {
  const clock = await clocks().create({ frozen_time: START, name: 'Renewals' });
  const customer = await stripe.customers.create({ email: 'ada@example.com', test_clock: clock.id });
  return { clock, customer };
}

const pay = (customer?: string) =>
  stripe.paymentIntents.create({
    amount: 10_000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    ...(customer === undefined ? {} : { customer }),
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    expand: ['latest_charge.balance_transaction'],
  });

async function clockEvents(): Promise<string[]> {
  const { data } = await stripe.events.list({ limit: 100 });
  return data
    .map(({ type }) => type)
    .filter((type) => type.startsWith('test_helpers.'))
    .reverse();
}

describe('a test clock', () => {
  it('stands at its time, and lasts thirty days of the machine’s', async () => {
    const clock = await clocks().create({ frozen_time: START, name: 'Renewals' });
    const now = machine.now().getTime() / 1_000;
    expect(clock).toMatchObject({
      object: 'test_helpers.test_clock',
      created: now,
      deletes_after: now + 30 * DAY,
      frozen_time: START,
      name: 'Renewals',
      status: 'ready',
      status_details: {},
    });
    machine.advance({ days: 29 });
    expect(await clocks().retrieve(clock.id)).toEqual(clock);
    expect((await clocks().list()).data).toHaveLength(1);
    machine.advance({ days: 1 });
    expect((await refusal(clocks().retrieve(clock.id))).statusCode).toBe(404);
  });

  it('is on its way when the answer says so, and arrives by itself', async () => {
    const clock = await clocks().create({ frozen_time: START });
    const advancing = await clocks().advance(clock.id, { frozen_time: START + DAY });
    expect(advancing).toMatchObject({
      frozen_time: START,
      status: 'advancing',
      status_details: { advancing: { target_frozen_time: START + DAY } },
    });
    expect(await clocks().retrieve(clock.id)).toMatchObject({ frozen_time: START + DAY, status: 'ready' });
    await clocks().del(clock.id);
    expect(await clockEvents()).toEqual([
      'test_helpers.test_clock.created',
      'test_helpers.test_clock.advancing',
      'test_helpers.test_clock.ready',
      'test_helpers.test_clock.deleted',
    ]);
  });

  it('advances as far as the last second of two years', async () => {
    const clock = await clocks().create({ frozen_time: START });
    const frozen_time = Date.parse('2032-01-31T12:00:00Z') / 1_000;
    expect((await clocks().advance(clock.id, { frozen_time })).status).toBe('advancing');
  });

  it.each([
    ['to where it is', START],
    ['backwards', START - 1],
    ['beyond two years', Date.parse('2032-01-31T12:00:01Z') / 1_000],
  ])('does not advance %s', async (_, frozen_time) => {
    const clock = await clocks().create({ frozen_time: START });
    expect((await refusal(clocks().advance(clock.id, { frozen_time }))).param).toBe('frozen_time');
  });

  it('takes three customers, and keeps them out of the list of all', async () => {
    const { clock, customer } = await customerOnClock();
    await stripe.customers.create({ test_clock: clock.id });
    await stripe.customers.create({ test_clock: clock.id });
    expect((await refusal(stripe.customers.create({ test_clock: clock.id }))).param).toBe('test_clock');
    expect((await refusal(stripe.customers.create({ test_clock: 'clock_none' }))).code).toBe('resource_missing');
    const free = await stripe.customers.create();
    expect((await stripe.customers.list()).data.map(({ id }) => id)).toEqual([free.id]);
    expect((await stripe.customers.list({ test_clock: clock.id })).data).toHaveLength(3);
    const expanded = await stripe.customers.retrieve(customer.id, { expand: ['test_clock'] });
    expect(expanded).toMatchObject({ test_clock: { id: clock.id, frozen_time: START } });
  });

  it('adopts a customer who is there already, once', async () => {
    const customer = await stripe.customers.create();
    const clock = await clocks().create({ frozen_time: START, customer: customer.id });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ test_clock: clock.id });
    const again = await refusal(clocks().create({ frozen_time: START, customer: customer.id }));
    expect(again.param).toBe('customer');
  });

  it('takes its customers with it', async () => {
    const { clock, customer } = await customerOnClock();
    expect(await clocks().del(clock.id)).toMatchObject({ id: clock.id, deleted: true });
    expect(await stripe.customers.retrieve(customer.id)).toEqual({
      id: customer.id,
      object: 'customer',
      deleted: true,
    });
    const { data } = await stripe.events.list({ type: 'customer.deleted' });
    expect(data.map(({ data: { object } }) => Object(object).id)).toEqual([customer.id]);
  });
});

describe('what belongs to a customer of a test clock', () => {
  it('is stamped by it, and what does not is stamped by the machine', async () => {
    const { clock, customer } = await customerOnClock();
    expect(customer.created).toBe(START);
    await clocks().advance(clock.id, { frozen_time: START + 10 * DAY });
    const intent = await pay(customer.id);
    expect(intent).toMatchObject({ created: START + 10 * DAY, latest_charge: { created: START + 10 * DAY } });
    const { data } = await stripe.events.list({ type: 'payment_intent.succeeded' });
    expect(data[0]?.created).toBe(START + 10 * DAY);
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.created).toBe(START + 10 * DAY);
    expect((await pay()).created).toBe(machine.now().getTime() / 1_000);
  });

  it('settles by it what settles by itself', async () => {
    const { customer } = await customerOnClock();
    const intent = await stripe.paymentIntents.create({
      amount: 10_000,
      currency: 'usd',
      customer: customer.id,
      payment_method: 'pm_card_pendingRefund',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    await stripe.refunds.create({ payment_intent: intent.id });
    open.sandbox.control.settlePending();
    const { data } = await stripe.events.list({ type: 'refund.updated', limit: 1 });
    expect(data[0]).toMatchObject({ created: START, data: { object: { status: 'succeeded' } } });
  });

  it('expires in its own order and at its own moments', async () => {
    const { clock, customer } = await customerOnClock();
    const openSession = (hours: number, owner?: string) =>
      stripe.checkout.sessions.create({
        mode: 'setup',
        currency: 'usd',
        success_url: 'https://shop.example/done',
        ...(owner === undefined ? {} : { customer: owner, expires_at: START + hours * HOUR }),
      });
    const late = await openSession(20, customer.id);
    const early = await openSession(2, customer.id);
    const other = await openSession(24);
    machine.advance({ hours: 23 });
    expect((await stripe.checkout.sessions.retrieve(early.id)).status).toBe('open');
    await clocks().advance(clock.id, { frozen_time: START + DAY });
    const { data } = await stripe.events.list({ type: 'checkout.session.expired' });
    expect(data.map(({ created, data: { object } }) => [Object(object).id, created])).toEqual([
      [late.id, START + 20 * HOUR],
      [early.id, START + 2 * HOUR],
    ]);
    expect((await stripe.checkout.sessions.retrieve(other.id)).status).toBe('open');
  });

  it('keeps tokens by the clock they were stamped by', async () => {
    const { clock, customer } = await customerOnClock();
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    const saved = await stripe.testHelpers.confirmationTokens.create({ payment_method: method.id });
    const typed = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
    expect(saved.expires_at).toBe(START + 12 * HOUR);
    await clocks().advance(clock.id, { frozen_time: START + 13 * HOUR });
    const intent = await stripe.paymentIntents.create({
      ...NO_REDIRECTS,
      amount: 500,
      currency: 'usd',
      customer: customer.id,
    });
    const refused = await refusal(stripe.paymentIntents.confirm(intent.id, { confirmation_token: saved.id }));
    expect(refused.message).toContain('has expired');
    const paid = await stripe.paymentIntents.confirm(intent.id, { confirmation_token: typed.id });
    expect(paid.status).toBe('succeeded');
  });
});

describe('the balance', () => {
  const usd = async () => {
    const { available, pending } = await stripe.balance.retrieve();
    const of = (amounts: Stripe.Balance.Available[]) => amounts.find(({ currency }) => currency === 'usd')?.amount;
    return { available: of(available), pending: of(pending) };
  };

  it('is nothing in an account that has moved nothing', async () => {
    expect(await usd()).toEqual({ available: 0, pending: 0 });
  });

  it('turns pending money into available money when its day comes', async () => {
    const intent = await pay();
    const net = 10_000 - 320;
    expect(await usd()).toEqual({ available: 0, pending: net });
    machine.advance({ hours: 47 });
    expect(await usd()).toEqual({ available: 0, pending: net });
    machine.advance({ hours: 1 });
    expect(await usd()).toEqual({ available: net, pending: 0 });
    await stripe.refunds.create({ payment_intent: intent.id, amount: 1_000 });
    expect(await usd()).toEqual({ available: net, pending: -1_000 });
  });

  it('follows a test clock for the money of its customers', async () => {
    const { clock, customer } = await customerOnClock();
    await pay(customer.id);
    machine.advance({ days: 20 });
    expect(await usd()).toEqual({ available: 0, pending: 9_680 });
    await clocks().advance(clock.id, { frozen_time: START + 2 * DAY });
    expect(await usd()).toEqual({ available: 9_680, pending: 0 });
  });

  it('keeps currencies apart', async () => {
    await pay();
    await stripe.paymentIntents.create({
      amount: 5_000,
      currency: 'jpy',
      payment_method: 'pm_card_visa',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    const { pending } = await stripe.balance.retrieve();
    expect(pending.map(({ currency, amount }) => [currency, amount])).toEqual([
      ['jpy', 4_825],
      ['usd', 9_680],
    ]);
  });
});

it('a clock that was on its way when the sandbox ended arrives when it starts again', async () => {
  const folder = await mkdtemp(`${tmpdir()}/stripe-sandbox-`);
  const persistTo = `${folder}/stripe.jsonl`;
  const before = await openSandbox({ persistTo });
  const clock = await before.stripe.testHelpers.testClocks.create({ frozen_time: START });
  await before.stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: START + DAY });
  await before.close();
  // What was written after `advancing` is what a crash there would have lost.
  const lines = (await readFile(persistTo, 'utf8')).split('\n');
  const cut = lines.findIndex((line) => line.includes('"testClocks"') && line.includes('"status":"advancing"'));
  await writeFile(persistTo, `${lines.slice(0, cut + 1).join('\n')}\n`);
  const after = await openSandbox({ persistTo });
  try {
    const arrived = await after.stripe.testHelpers.testClocks.retrieve(clock.id);
    expect(arrived).toMatchObject({ frozen_time: START + DAY, status: 'ready' });
  } finally {
    await after.close();
    await rm(folder, { recursive: true });
  }
});
