import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BY_CUSTOMER, createHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const row = (id: string) =>
  harness.database.db.payment.findUniqueOrThrow({
    where: { id },
    include: { ledger: true, order: true, attempts: { orderBy: { startedAt: 'asc' } } },
  });

/** What the log tells of a payment, but for ids and places in the log. */
const told = async (id: string) =>
  (await harness.events.eventsOf([id])).map(({ type, actor, cause, data }) => ({
    type,
    by: actor.kind,
    via: Object.keys(cause).join(),
    data,
  }));

async function start() {
  const own = await harness.order();
  await harness.settle();
  const { stripePaymentIntentId, orderId, order } = await row(own.paymentId);
  return { ...own, intentId: stripePaymentIntentId ?? '', orderId, customerId: order.customerId };
}

async function confirm(own: { paymentId: string; paymentSecret: string }, card: string) {
  harness.clock.advance(1_000);
  return harness.payments.confirm(
    { ...harness.shop, ...own, confirmationTokenId: await harness.token(card) },
    BY_CUSTOMER,
  );
}

const MONEY = { amount: '2400', currency: 'USD' };
const VISA = { brand: 'visa', last4: '4242' };

describe('the event log of a payment', () => {
  it('tells a decline and the success after it with attempt, charge, card and reason, and who said so', async () => {
    const own = await start();
    await confirm(own, 'pm_card_visa_chargeDeclinedInsufficientFunds');
    await confirm(own, 'pm_card_visa');
    await harness.settle();
    const { attempts } = await row(own.paymentId);
    const [failed, paid] = attempts.map(({ id, stripeChargeId }) => ({ attemptId: id, chargeId: stripeChargeId }));
    expect(await told(own.paymentId)).toEqual([
      {
        type: 'payment.created',
        by: 'customer',
        via: 'requestId',
        data: { ...MONEY, orderId: own.orderId, customerId: own.customerId },
      },
      {
        type: 'payment.status_changed',
        by: 'stripe',
        via: 'requestId',
        data: { from: 'created', to: 'requires_payment_method' },
      },
      { type: 'payment.attempt_started', by: 'customer', via: 'requestId', data: { attemptId: failed?.attemptId } },
      {
        type: 'payment.attempt_failed',
        by: 'stripe',
        via: 'requestId',
        data: {
          ...MONEY,
          ...failed,
          card: { brand: 'visa', last4: '9995' },
          failure: expect.objectContaining({
            failureClass: 'insufficient_funds',
            code: 'card_declined',
            declineCode: 'insufficient_funds',
          }),
        },
      },
      { type: 'payment.attempt_started', by: 'customer', via: 'requestId', data: { attemptId: paid?.attemptId } },
      {
        type: 'payment.attempt_succeeded',
        by: 'stripe',
        via: 'requestId',
        data: { ...MONEY, ...paid, card: VISA },
      },
      {
        type: 'payment.status_changed',
        by: 'stripe',
        via: 'requestId',
        data: { from: 'requires_payment_method', to: 'succeeded' },
      },
      {
        type: 'payment.captured',
        by: 'stripe',
        via: 'requestId',
        data: { ...MONEY, orderId: own.orderId, customerId: own.customerId, chargeId: paid?.chargeId, card: VISA },
      },
    ]);
    expect([failed?.chargeId, paid?.chargeId]).toEqual([expect.stringMatching(/^ch_/), expect.stringMatching(/^ch_/)]);
  });

  it('tells that the customer is asked to authenticate, of which attempt, and that another card ended it', async () => {
    const own = await start();
    await confirm(own, 'pm_card_threeDSecure2Required');
    await confirm(own, 'pm_card_visa');
    const [left] = (await row(own.paymentId)).attempts;
    const events = await told(own.paymentId);
    expect(events).toContainEqual({
      type: 'payment.action_required',
      by: 'stripe',
      via: 'requestId',
      data: { attemptId: left?.id },
    });
    expect(events).toContainEqual({
      type: 'payment.attempt_abandoned',
      by: 'customer',
      via: 'requestId',
      data: { attemptId: left?.id, reason: 'another_attempt' },
    });
  });

  it('tells what a webhook brought by its event, and that a canceled payment ended its attempt', async () => {
    const own = await start();
    await confirm(own, 'pm_card_threeDSecure2Required');
    harness.clock.advance(1_000);
    await harness.stripe.paymentIntents.cancel(own.intentId, { cancellation_reason: 'requested_by_customer' });
    await harness.settle();
    const [attempt] = (await row(own.paymentId)).attempts;
    const events = await told(own.paymentId);
    expect(events.slice(-3)).toEqual([
      {
        type: 'payment.attempt_abandoned',
        by: 'stripe',
        via: 'stripeEventId',
        data: { attemptId: attempt?.id, reason: 'payment_canceled' },
      },
      {
        type: 'payment.status_changed',
        by: 'stripe',
        via: 'stripeEventId',
        data: { from: 'requires_action', to: 'canceled' },
      },
      {
        type: 'payment.canceled',
        by: 'stripe',
        via: 'stripeEventId',
        data: { ...MONEY, orderId: own.orderId, reason: 'requested_by_customer' },
      },
    ]);
  });
});

describe('when things happened', () => {
  it('is told by Stripe’s clock, however late we hear of it', async () => {
    const own = await start();
    harness.clock.advance(1_000);
    const paidAt = harness.clock.now();
    harness.sandbox.control.webhooks.hold();
    await harness.stripe.paymentIntents.confirm(own.intentId, { payment_method: 'pm_card_visa' });
    harness.clock.advance(60 * 60_000);
    harness.sandbox.control.webhooks.release();
    await harness.settle();
    const heardAt = harness.clock.now();
    const payment = await row(own.paymentId);
    expect(payment).toMatchObject({ succeededAt: paidAt, finalizedAt: paidAt, lastAttemptAt: paidAt });
    expect(payment.attempts).toMatchObject([{ startedAt: paidAt, finishedAt: paidAt }]);
    expect(payment.ledger).toMatchObject([{ occurredAt: paidAt, recordedAt: heardAt }]);
    const events = await harness.events.eventsOf([own.paymentId]);
    const captured = events.find(({ type }) => type === 'payment.captured');
    expect(captured).toMatchObject({ occurredAt: paidAt, recordedAt: heardAt });
  });

  it('is told of every attempt, oldest first, though all of them are heard of at once', async () => {
    const own = await start();
    harness.sandbox.control.webhooks.hold();
    const cards = ['pm_card_visa_chargeDeclined', 'pm_card_chargeDeclinedExpiredCard', 'pm_card_mastercard'];
    for (const payment_method of cards) {
      harness.clock.advance(1_000);
      await harness.stripe.paymentIntents.confirm(own.intentId, { payment_method }).catch(() => undefined);
    }
    harness.sandbox.control.webhooks.release({ order: 'reversed' });
    await harness.settle();
    expect((await row(own.paymentId)).attempts.map(({ status, failureClass }) => [status, failureClass])).toEqual([
      ['failed', 'card_declined'],
      ['failed', 'expired_card'],
      ['succeeded', null],
    ]);
  });
});

describe('a payment in detail', () => {
  it('tells its story in order, each step with who said so, and its attempts and money with it', async () => {
    const own = await start();
    await confirm(own, 'pm_card_visa_chargeDeclined');
    harness.clock.advance(1_000);
    await harness.stripe.paymentIntents.confirm(own.intentId, { payment_method: 'pm_card_mastercard' });
    await harness.settle();
    const detail = await harness.payments.detail(own.paymentId);
    expect(detail.timeline.map(({ title, source, tone }) => [title, source, tone])).toEqual([
      ['Order placed', 'customer', 'neutral'],
      ['Waiting for a card', 'answer', 'neutral'],
      ['Customer pressed Pay', 'customer', 'neutral'],
      ['Attempt failed', 'answer', 'bad'],
      ['Attempt started elsewhere', 'webhook', 'neutral'],
      ['Payment succeeded', 'webhook', 'good'],
    ]);
    expect(detail.timeline.map(({ stripeEventId }) => stripeEventId !== null)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
    expect(detail.timeline[3]?.detail).toMatch(/^generic_decline: /);
    expect(detail.attempts.map(({ status, card }) => [status, card?.brand])).toEqual([
      ['failed', 'visa'],
      ['succeeded', 'mastercard'],
    ]);
    expect(detail).toMatchObject({
      capturedAmount: { amount: '2400', currency: 'USD' },
      lines: [
        {
          productId: 'prod_mug',
          name: 'Ceramic mug',
          quantity: 1,
          unitPrice: { amount: '2400', currency: 'USD' },
          amount: { amount: '2400', currency: 'USD' },
        },
      ],
      ledger: [{ kind: 'capture', amount: { amount: '2400', currency: 'USD' } }],
    });
  });

  it('tells that it waits for a card again where no failed attempt says so', async () => {
    const own = await start();
    await confirm(own, 'pm_card_threeDSecure2Required');
    const titles = async () => (await harness.payments.detail(own.paymentId)).timeline.map(({ title }) => title);
    expect(await titles()).toEqual([
      'Order placed',
      'Waiting for a card',
      'Customer pressed Pay',
      'Customer asked to authenticate',
    ]);
  });
});
