import { randomUUID } from 'node:crypto';
import { createLogger } from '@flashstudio/platform';
import type { RequestContext } from '@flashstudio/rpc';
import { BY_TEST } from '@flashstudio/rpc/testing';
import { signPayload } from '@flashstudio/stripe-sandbox';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPaymentsAdminRouter } from '../src/index.ts';
import { BY_CUSTOMER, CHECK_AFTER_MS, createHarness, type Harness, WEBHOOK_SECRET } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const order = (productId: string, currency: string) => harness.order({ items: [{ productId, quantity: 1 }], currency });

async function start() {
  const created = await order('prod_mug', 'usd');
  await harness.settle();
  return { ...created, shopId: harness.shop.shopId };
}

const row = (id: string) =>
  harness.database.db.payment.findUniqueOrThrow({ where: { id }, include: { ledger: true, order: true } });

/** Payments that other tests have left to be looked at. */
const underReview = () => harness.database.db.payment.count({ where: { reviewReason: { not: null } } });

/** Somebody with access to the Stripe account makes the intent cost one dollar. */
async function tamper(paymentId: string): Promise<string> {
  const { stripePaymentIntentId } = await row(paymentId);
  const { id } = await harness.stripe.paymentIntents.update(stripePaymentIntentId ?? '', { amount: 100 });
  return id;
}

const REASON = 'Stripe collects $1.00, the order costs $24.00.\nStripe received $1.00, the order costs $24.00.';

describe('a payment whose money at Stripe is not the order’s', () => {
  it('is never called paid to anybody, is booked as Stripe has it, and is shown and told to the shop', async () => {
    const others = await underReview();
    const payment = await start();
    expect((await harness.payments.health()).paymentsInReview).toEqual({ ok: others === 0, count: others });
    await tamper(payment.paymentId);
    const confirm = async () =>
      harness.payments.confirm({ ...payment, confirmationTokenId: await harness.token('pm_card_visa') }, BY_CUSTOMER);
    expect(await confirm()).toMatchObject({ kind: 'processing' });
    await harness.settle();

    expect(await row(payment.paymentId)).toMatchObject({
      status: 'succeeded',
      capturedAmount: 100n,
      reviewReason: REASON,
      ledger: [{ amount: 100n, currency: 'USD' }],
      order: { status: 'open' },
    });
    const events = await harness.events.eventsOf([payment.paymentId]);
    expect(events.map(({ type }) => type)).not.toContain('payment.captured');
    expect(events.filter(({ type }) => type === 'payment.mismatch_found')).toHaveLength(2);
    expect(await harness.payments.receipt(payment.paymentId)).toBeNull();

    expect(await confirm()).toMatchObject({ kind: 'processing' });
    expect(await harness.payments.get(payment)).toMatchObject({ status: 'processing', canRetry: false });

    const detail = await harness.payments.detail(payment.paymentId);
    expect(detail.reviewReason).toBe(REASON);
    expect(detail.timeline.filter(({ title }) => title === 'Needs review').map((entry) => entry.detail)).toEqual(
      REASON.split('\n'),
    );
    expect((await harness.payments.list({ limit: 50 })).items).toContainEqual(
      expect.objectContaining({ id: payment.paymentId, reviewReason: REASON }),
    );

    expect((await harness.payments.health()).paymentsInReview).toEqual({ ok: false, count: others + 1 });
    await harness.events.runner(harness.payments.subscriptions).drain();
    const told = harness.errors.filter((line) => line.includes('a payment needs review'));
    expect(told.filter((line) => line.includes(payment.paymentId))).toHaveLength(2);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['webhooks', () => letWebhooksIn()],
    ['the sweep', () => harness.payments.sweep()],
  ])('is found by %s as well', async (_, learn) => {
    const { paymentId } = await start();
    harness.sandbox.control.webhooks.hold();
    await harness.stripe.paymentIntents.confirm(await tamper(paymentId), { payment_method: 'pm_card_visa' });
    harness.clock.advance(CHECK_AFTER_MS);
    await learn();
    expect(await row(paymentId)).toMatchObject({ reviewReason: REASON, order: { status: 'open' } });
    await letWebhooksIn();
  });

  function letWebhooksIn() {
    harness.sandbox.control.webhooks.release();
    return harness.settle();
  }
});

describe('a payment that Stripe has a customer for, whom the order does not have', () => {
  it('is held back, and named so to the shop', async () => {
    const payment = await start();
    const { stripePaymentIntentId } = await row(payment.paymentId);
    const customer = await harness.stripe.customers.create({ name: 'Somebody else' });
    await harness.stripe.paymentIntents.update(stripePaymentIntentId ?? '', { customer: customer.id });
    const confirmationTokenId = await harness.token('pm_card_visa');
    expect(await harness.payments.confirm({ ...payment, confirmationTokenId }, BY_CUSTOMER)).toMatchObject({
      kind: 'processing',
    });
    await harness.settle();
    const reason = `Stripe has the customer ${customer.id}, the order has no customer of Stripe’s.`;
    expect(await row(payment.paymentId)).toMatchObject({
      status: 'succeeded',
      capturedAmount: 2400n,
      reviewReason: reason,
      order: { status: 'open' },
    });
    expect(await harness.payments.receipt(payment.paymentId)).toBeNull();
    const { timeline } = await harness.payments.detail(payment.paymentId);
    expect(timeline).toContainEqual(expect.objectContaining({ title: 'Needs review', detail: reason }));
    expect(await clear(payment.paymentId)).toEqual({ kind: 'still_differs', reasons: [reason] });
  });
});

const BY_PERSON = { actor: { kind: 'person', id: 'usr_1' }, cause: { requestId: 'req_review' } } as const;
const NOTE = 'Looked at it in the dashboard: all is there.';

const clear = (paymentId: string, requestKey: string = randomUUID()) =>
  harness.payments.clearReview({ paymentId, note: NOTE, requestKey }, BY_PERSON);

const typesOf = async (paymentId: string) => (await harness.events.eventsOf([paymentId])).map(({ type }) => type);

/** Has a signed success told that is not what Stripe has. */
async function tellFalsely(paymentId: string, fields: Record<string, unknown>): Promise<void> {
  const { stripePaymentIntentId: id } = await row(paymentId);
  const truth = await harness.stripe.paymentIntents.retrieve(id ?? '');
  const object = {
    ...truth,
    status: 'succeeded',
    amount_received: truth.amount,
    latest_charge: truth.latest_charge ?? `ch_${randomUUID()}`,
    ...fields,
  };
  const created = Math.floor(harness.clock.now().getTime() / 1000);
  const event = {
    id: `evt_${randomUUID()}`,
    object: 'event',
    api_version: Stripe.API_VERSION,
    livemode: false,
    created,
  };
  const rawBody = JSON.stringify({ ...event, type: 'payment_intent.succeeded', data: { object } });
  const signature = signPayload(rawBody, WEBHOOK_SECRET, harness.clock.now());
  await harness.payments.webhooks.receive({ rawBody, signature });
  await harness.payments.webhooks.drain();
}

/** A payment that is paid at Stripe, and of which another amount or currency was told first; true word comes later. */
async function heldBack(fields: Record<string, unknown>): Promise<string> {
  const { paymentId } = await start();
  harness.sandbox.control.webhooks.hold();
  const { stripePaymentIntentId } = await row(paymentId);
  await harness.stripe.paymentIntents.confirm(stripePaymentIntentId ?? '', { payment_method: 'pm_card_visa' });
  await tellFalsely(paymentId, fields);
  expect(await row(paymentId)).toMatchObject({ status: 'succeeded', order: { status: 'open' } });
  return paymentId;
}

/** Lets the true webhooks in, twice and the last one first. */
async function letTruthIn(): Promise<void> {
  harness.sandbox.control.webhooks.release({ copies: 2, order: 'reversed' });
  await harness.settle();
}

describe('clearing a review', () => {
  it.each([
    ['another amount', { amount_received: 1 }, { amount: 1n, currency: 'USD' }],
    ['another currency', { currency: 'eur' }, { amount: 2400n, currency: 'EUR' }],
  ])('of a payment held back for %s pays its order once, as Stripe has it by now', async (_, fields, booked) => {
    const paymentId = await heldBack(fields);
    await letTruthIn();
    expect((await row(paymentId)).ledger).toMatchObject([booked]);
    const before = await harness.payments.health();
    expect(before.paymentsInReview).toMatchObject({ ok: false });

    const requestKey = randomUUID();
    const cleared = { kind: 'cleared', outcome: 'paid' };
    expect(await Promise.all([clear(paymentId, requestKey), clear(paymentId, requestKey)])).toEqual([cleared, cleared]);
    expect(await clear(paymentId, requestKey)).toEqual(cleared);
    await expect(clear(paymentId)).rejects.toMatchObject({ code: 'conflict' });

    const paid = await row(paymentId);
    expect(paid).toMatchObject({ capturedAmount: 2400n, reviewReason: null, order: { status: 'paid' } });
    const entries = paid.ledger.map(({ kind, amount, currency }) => ({ kind, amount, currency }));
    expect(entries).toHaveLength(3);
    expect(entries).toEqual(
      expect.arrayContaining([
        { kind: 'capture', ...booked },
        { kind: 'reversal', amount: -booked.amount, currency: booked.currency },
        { kind: 'rebooking', amount: 2400n, currency: 'USD' },
      ]),
    );
    const types = await typesOf(paymentId);
    expect(types.filter((type) => type === 'payment.captured')).toHaveLength(1);
    expect(types.filter((type) => type === 'payment.review_cleared')).toHaveLength(1);
    expect(await harness.payments.receipt(paymentId)).toMatchObject({ total: { amount: 2400n, currency: 'USD' } });
    const { timeline } = await harness.payments.detail(paymentId);
    expect(timeline).toContainEqual(
      expect.objectContaining({ title: 'Review cleared', detail: NOTE, source: 'person' }),
    );
    expect((await harness.payments.health()).paymentsInReview?.count).toBe(Number(before.paymentsInReview?.count) - 1);

    await harness.payments.sweep();
    expect((await row(paymentId)).ledger).toHaveLength(3);
  });

  it('takes word that comes later for what it is: known', async () => {
    const paymentId = await heldBack({ amount_received: 1 });
    expect(await clear(paymentId)).toEqual({ kind: 'cleared', outcome: 'paid' });
    await letTruthIn();
    expect(await row(paymentId)).toMatchObject({ capturedAmount: 2400n, reviewReason: null });
    expect((await typesOf(paymentId)).filter((type) => type === 'payment.captured')).toHaveLength(1);
  });

  it('of a payment that was paid before it was flagged moves no money', async () => {
    const payment = await start();
    const confirmationTokenId = await harness.token('pm_card_visa');
    await harness.payments.confirm({ ...payment, confirmationTokenId }, BY_CUSTOMER);
    await harness.settle();
    await tellFalsely(payment.paymentId, { amount_received: 1 });
    expect((await row(payment.paymentId)).reviewReason).not.toBeNull();
    expect(await clear(payment.paymentId)).toEqual({ kind: 'cleared', outcome: 'unchanged' });
    const paid = await row(payment.paymentId);
    expect(paid).toMatchObject({ capturedAmount: 2400n, reviewReason: null, order: { status: 'paid' } });
    expect(paid.ledger).toHaveLength(1);
    expect((await typesOf(payment.paymentId)).filter((type) => type === 'payment.captured')).toHaveLength(1);
  });

  it('of a payment whose money still differs leaves it as it is, and says how', async () => {
    const { paymentId } = await start();
    await harness.stripe.paymentIntents.confirm(await tamper(paymentId), { payment_method: 'pm_card_visa' });
    await harness.settle();
    const before = await row(paymentId);
    expect(await clear(paymentId)).toEqual({ kind: 'still_differs', reasons: REASON.split('\n') });
    expect(await row(paymentId)).toMatchObject({
      ...before,
      stripeAsOf: expect.any(Date),
      updatedAt: expect.any(Date),
    });
    expect(await typesOf(paymentId)).not.toContain('payment.review_cleared');
  });

  it('of a payment that Stripe does not call paid leaves it as it is', async () => {
    const { paymentId } = await start();
    await tellFalsely(paymentId, { amount_received: 1 });
    expect(await clear(paymentId)).toEqual({
      kind: 'still_differs',
      reasons: ['Stripe calls the payment requires payment method, it is succeeded here.'],
    });
    expect(await row(paymentId)).toMatchObject({ reviewReason: expect.any(String), order: { status: 'open' } });
  });

  it('of a payment that is still open takes what Stripe says of it by now', async () => {
    const { paymentId } = await start();
    const intent = await tamper(paymentId);
    await harness.stripe.paymentIntents
      .confirm(intent, { payment_method: 'pm_card_visa_chargeDeclined' })
      .catch(() => {});
    await harness.settle();
    expect((await row(paymentId)).reviewReason).toContain('Stripe collects $1.00');
    harness.sandbox.control.webhooks.hold();
    await harness.stripe.paymentIntents.update(intent, { amount: 2400 });
    await harness.stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa' });
    expect(await clear(paymentId)).toEqual({ kind: 'cleared', outcome: 'paid' });
    await letTruthIn();
    const paid = await row(paymentId);
    expect(paid).toMatchObject({ capturedAmount: 2400n, reviewReason: null, order: { status: 'paid' } });
    expect(paid.ledger).toMatchObject([{ kind: 'capture', amount: 2400n }]);
  });

  it('needs Stripe to be reached, a payment that is there, and one that is under review', async () => {
    const paymentId = await heldBack({ amount_received: 1 });
    await letTruthIn();
    harness.sandbox.control.faults.plan({ fault: 'reset_before', path: /payment_intents/, times: 2 });
    await expect(clear(paymentId)).rejects.toMatchObject({ code: 'stripe_unavailable' });
    expect((await row(paymentId)).reviewReason).not.toBeNull();
    await expect(clear('pay_none')).rejects.toMatchObject({ code: 'not_found' });
    await expect(clear((await start()).paymentId)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is for people who may change payments, and is theirs in the log', async () => {
    const paymentId = await heldBack({ amount_received: 1 });
    await letTruthIn();
    const call = (role: string, note: string) =>
      createPaymentsAdminRouter(harness.payments)
        .createCaller(contextOf(role))
        .clearReview({ paymentId, note, requestKey: randomUUID() });
    await expect(call('analyst', NOTE)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(call('admin', '  ')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(await call('admin', NOTE)).toEqual({ kind: 'cleared', outcome: 'paid' });
    const events = await harness.events.eventsOf([paymentId]);
    expect(events.find(({ type }) => type === 'payment.review_cleared')).toMatchObject({
      actor: { kind: 'person', id: 'usr_1' },
      cause: { requestId: 'req_review' },
      data: { note: NOTE, outcome: 'paid', reason: 'Stripe received $0.01, the order costs $24.00.' },
    });
  });
});

/** A request of somebody who is signed in with a role. */
function contextOf(role: string): RequestContext {
  const session = {
    id: 'ses_1',
    user: { id: 'usr_1', name: 'Ada', email: 'ada@example.com', role },
    expiresAt: new Date('2030-01-01T00:00:00Z'),
  };
  return {
    requestId: 'req_review',
    headers: new Headers(),
    client: { address: '203.0.113.7', group: '203.0.113.7' },
    logger: createLogger({ level: 'silent' }),
    sessions: { read: async () => session, watch: () => () => {} },
    shops: { identify: () => Promise.reject(new Error('the admin names no shop')) },
    streams: { take: () => () => {} },
    cutOff() {},
  };
}

describe('currencies that Stripe counts in another way', () => {
  it('are asked for, received and booked as what the order costs', async () => {
    const prices = { ugx: 5_050n, kwd: 1_230n, isk: 5_000n };
    const product = { id: 'prod_special', name: 'Special', description: '', imageUrl: null, prices };
    await harness.shops.catalog.save(harness.shop.shopId, product, BY_TEST);
    for (const [currency, amount, atStripe] of [
      ['ugx', 5_050n, 505_000],
      ['kwd', 1_230n, 1_230],
      ['isk', 5_000n, 5_000],
    ] as const) {
      const payment = { ...(await order('prod_special', currency)), shopId: harness.shop.shopId };
      const confirmationTokenId = await harness.token('pm_card_visa');
      await harness.payments.confirm({ ...payment, confirmationTokenId }, BY_CUSTOMER);
      await harness.settle();
      const paid = await row(payment.paymentId);
      expect(paid).toMatchObject({ status: 'succeeded', capturedAmount: amount, reviewReason: null });
      expect(paid.ledger).toMatchObject([{ amount, currency: currency.toUpperCase() }]);
      const intent = await harness.stripe.paymentIntents.retrieve(paid.stripePaymentIntentId ?? '');
      expect(intent).toMatchObject({ amount: atStripe, amount_received: atStripe });
    }
  });

  it('and a price from before prices were checked is refused in words, with nothing asked of Stripe', async () => {
    await harness.database.db.price.create({
      data: { id: 'price_old', productId: 'prod_mug', currency: 'KWD', unitAmount: 1_235n },
    });
    await expect(order('prod_mug', 'kwd')).rejects.toMatchObject({
      code: 'unprocessable',
      message: expect.stringContaining('1.235'),
    });
  });
});
