import { randomUUID } from 'node:crypto';
import { signPayload } from '@flashstudio/stripe-sandbox';
import fc from 'fast-check';
import { Client } from 'pg';
import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isLiveKey } from '../src/index.ts';
import { createGate } from './gate.ts';
import { BY_CUSTOMER, createHarness, type Harness, ROLLED_SECRET, WEBHOOK_SECRET } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());
// What an earlier test left to be tried again is not this one's business.
beforeEach(() => harness.database.db.webhookEvent.deleteMany({ where: { status: 'received' } }));
afterEach(() => harness.sandbox.control.webhooks.release({ copies: 0 }));

const start = () => harness.order();

const row = (id: string) =>
  harness.database.db.payment.findUniqueOrThrow({
    where: { id },
    include: { ledger: true, attempts: true },
  });

async function payByIntent(intentId: string | null, paymentMethod = 'pm_card_visa') {
  const confirming = harness.stripe.paymentIntents.confirm(intentId ?? '', { payment_method: paymentMethod });
  await confirming.catch((error: unknown) => {
    if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
  });
}

/** Pays behind our back, as when the answer to our own request never came: only webhooks can tell. */
async function payBehindOurBack(paymentId: string, paymentMethod = 'pm_card_visa') {
  await payByIntent((await row(paymentId)).stripePaymentIntentId, paymentMethod);
}

describe('webhooks', () => {
  it.each(['as_happened', 'reversed'] as const)('delivered five times %s move the money once', async (order) => {
    const { paymentId } = await start();
    await harness.settle();
    harness.sandbox.control.webhooks.hold();
    await payBehindOurBack(paymentId, 'pm_card_visa_chargeDeclined');
    await payBehindOurBack(paymentId);
    harness.sandbox.control.webhooks.release({ copies: 5, order });
    await harness.settle();
    const payment = await row(paymentId);
    expect(payment).toMatchObject({ status: 'succeeded', capturedAmount: 2400n });
    expect(payment.ledger).toHaveLength(1);
    const events = await harness.events.eventsOf([paymentId]);
    expect(events.filter(({ type }) => type === 'payment.captured')).toHaveLength(1);
  });

  it('settle the same in any order and number, applied by three workers at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 20 }), { minLength: 8, maxLength: 20 }), async (picks) => {
        const { paymentId } = await start();
        await harness.settle();
        harness.sandbox.control.webhooks.hold();
        await payBehindOurBack(paymentId, 'pm_card_visa_chargeDeclinedInsufficientFunds');
        await payBehindOurBack(paymentId);
        const { stripePaymentIntentId } = await row(paymentId);
        const events = (await harness.stripe.events.list({ limit: 20 })).data.filter((event) =>
          JSON.stringify(event.data.object).includes(stripePaymentIntentId ?? ''),
        );
        const bodies = [...picks.map((pick) => events[pick % events.length]), ...events].map((event) =>
          JSON.stringify(event),
        );
        for (const rawBody of bodies) {
          await harness.payments.webhooks.receive({
            rawBody,
            signature: signPayload(rawBody, WEBHOOK_SECRET, harness.clock.now()),
          });
          if (rawBody.length % 2 === 0) await harness.payments.webhooks.drain();
        }
        await Promise.all([1, 2, 3].map(() => harness.payments.webhooks.drain()));
        await harness.payments.webhooks.drain();
        const payment = await row(paymentId);
        expect(payment).toMatchObject({ status: 'succeeded', capturedAmount: 2400n });
        expect(payment.ledger).toHaveLength(1);
        harness.sandbox.control.webhooks.release({ copies: 0 });
      }),
      { numRuns: 15 },
    );
  });

  it('of an attempt made elsewhere bring the attempt with them', async () => {
    const { paymentId } = await start();
    await payBehindOurBack(paymentId, 'pm_card_mastercard');
    await harness.settle();
    expect(await row(paymentId)).toMatchObject({
      cardBrand: 'mastercard',
      attempts: [{ status: 'succeeded', cardBrand: 'mastercard' }],
    });
  });

  it('that cannot be applied wait for their next try, ever longer, hold up no other, and are given up after twelve', async () => {
    const { paymentId } = await start();
    await harness.settle();
    const { stripePaymentIntentId } = await row(paymentId);
    const id = await receive({
      type: 'payment_intent.processing',
      object: { id: stripePaymentIntentId, object: 'payment_intent', status: 'a status of the future', metadata: {} },
    });
    await payBehindOurBack(paymentId);
    await harness.settle();
    expect(await row(paymentId)).toMatchObject({ status: 'succeeded' });

    const waits: number[] = [];
    for (let tried = 1; tried < 12; tried += 1) {
      const waiting = await stored(id);
      expect(waiting).toMatchObject({ status: 'received', attempts: tried });
      expect(waiting.lastError).toContain('does not know');
      expect(await harness.payments.webhooks.drain()).toBe(0);
      const wait = waiting.nextAttemptAt.getTime() - harness.clock.now().getTime();
      waits.push(wait);
      harness.clock.advance(wait);
      expect(await harness.payments.webhooks.drain()).toBe(1);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600].map((seconds) => seconds * 1000));
    expect(await stored(id)).toMatchObject({ status: 'failed', attempts: 12 });
    // Warnings before, and one error: that is when a person has to look.
    expect(harness.errors.filter((line) => line.includes(id))).toEqual([
      expect.stringContaining('webhook event could not be applied'),
    ]);
    const failed = await harness.database.db.webhookEvent.count({ where: { status: 'failed' } });
    expect((await harness.payments.health()).webhookInbox).toMatchObject({ ok: true, failed });
  });

  it('that were put off wait for their own time, though others of the same payment are applied before', async () => {
    const { paymentId } = await start();
    await harness.settle();
    const { stripePaymentIntentId } = await row(paymentId);
    const odd = await receive({
      type: 'payment_intent.processing',
      object: { id: stripePaymentIntentId, object: 'payment_intent', status: 'a status of the future', metadata: {} },
    });
    await harness.payments.webhooks.drain();
    expect(await stored(odd)).toMatchObject({ status: 'received', attempts: 1 });
    await payBehindOurBack(paymentId);
    await harness.sandbox.settled();
    await harness.payments.webhooks.drain();
    expect(await row(paymentId)).toMatchObject({ status: 'succeeded' });
    expect(await stored(odd)).toMatchObject({ status: 'received', attempts: 1 });
    await harness.database.db.webhookEvent.delete({ where: { id: odd } });
  });

  it('that two processes set aside at the same time are marked once', async () => {
    const id = await receive({ type: 'x.y', object: { id: 'x_twice', object: 'x' } });
    const gate = createGate(harness.database);
    const taken = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    const other = gate.sql.transaction(async (tx) => {
      const text = "SELECT 1 AS one FROM webhook_events WHERE subject = 'x_twice' FOR UPDATE";
      await tx.query({ name: 'test.hold', text }, []);
      taken.resolve();
      await end.promise;
    });
    await taken.promise;
    const drains = Promise.all([harness.payments.webhooks.drain(), harness.payments.webhooks.drain()]);
    await gate.waiting(2);
    end.resolve();
    await Promise.all([drains, other]);
    expect(await stored(id)).toMatchObject({ status: 'ignored', attempts: 1 });
    await gate.close();
  });

  it('of a payment that no transaction can write are put off, and those of the batch beside it are applied', async () => {
    const broken = await start();
    const sound = await start();
    await harness.settle();
    harness.sandbox.control.webhooks.hold();
    await payBehindOurBack(broken.paymentId);
    await payBehindOurBack(sound.paymentId);
    // The charge is booked already, to another payment: the ledger's key refuses it.
    const intent = await harness.stripe.paymentIntents.retrieve(
      (await row(broken.paymentId)).stripePaymentIntentId ?? '',
    );
    await harness.database.db.ledgerEntry.create({
      data: {
        id: `led_${broken.paymentId}`,
        paymentId: sound.paymentId,
        kind: 'capture',
        amount: 1n,
        currency: 'USD',
        stripeObjectId: String(intent.latest_charge),
        occurredAt: harness.clock.now(),
        recordedAt: harness.clock.now(),
      },
    });
    harness.sandbox.control.webhooks.release();
    await harness.settle();
    expect(await row(sound.paymentId)).toMatchObject({ status: 'succeeded', capturedAmount: 2400n });
    expect(await row(broken.paymentId)).toMatchObject({ status: 'requires_payment_method', capturedAmount: 0n });
    const waiting = await harness.database.db.webhookEvent.findMany({
      where: { subject: intent.id, status: 'received' },
    });
    expect(waiting.length).toBeGreaterThan(0);
    expect(waiting.every(({ attempts, lastError }) => attempts === 1 && lastError !== null)).toBe(true);
  });

  it('that are two things of one second are settled by asking Stripe', async () => {
    const { paymentId } = await start();
    await harness.settle();
    const { stripePaymentIntentId } = await row(paymentId);
    const token = await harness.token('pm_card_threeDSecure2Required');
    harness.sandbox.control.webhooks.hold();
    await harness.stripe.paymentIntents.confirm(stripePaymentIntentId ?? '', { confirmation_token: token });
    // The newest word of this second is that the customer must act; an event of the same second says otherwise.
    await receive({
      type: 'payment_intent.payment_failed',
      object: {
        id: stripePaymentIntentId,
        object: 'payment_intent',
        ...MUG,
        status: 'requires_payment_method',
        latest_charge: 'ch_other',
        last_payment_error: { type: 'card_error', code: 'card_declined', charge: 'ch_other' },
        metadata: {},
      },
    });
    harness.sandbox.control.webhooks.release();
    await harness.settle();
    expect(await row(paymentId)).toMatchObject({ status: 'requires_action' });
    const outcomes = await harness.database.db.webhookEvent.findMany({
      where: {
        subject: stripePaymentIntentId ?? '',
        type: { in: ['payment_intent.payment_failed', 'payment_intent.requires_action'] },
      },
      select: { outcome: true },
    });
    expect(outcomes).toContainEqual({ outcome: 'read anew from Stripe' });
  });

  it('that contradict what we know of the same second move the payment to where Stripe says it is', async () => {
    const own = await start();
    await harness.settle();
    const confirmationTokenId = await harness.token('pm_card_threeDSecure2Required');
    await harness.payments.confirm({ ...harness.shop, ...own, confirmationTokenId }, BY_CUSTOMER);
    expect(await row(own.paymentId)).toMatchObject({ status: 'requires_action', stripeAsOf: harness.clock.now() });
    const { stripePaymentIntentId } = await row(own.paymentId);
    // The bank's answer comes in the same second: stamps cannot tell what came last, and Stripe can.
    await failChallenge(stripePaymentIntentId ?? '');
    await harness.sandbox.settled();
    await harness.payments.webhooks.drain();
    expect(await row(own.paymentId)).toMatchObject({
      status: 'requires_payment_method',
      failureClass: 'authentication_required',
      attempts: [{ status: 'failed' }],
    });
  });

  it('that overtake the answer to our own request find their payment by its metadata', async () => {
    const { paymentId } = await start();
    await harness.settle();
    const { stripePaymentIntentId } = await row(paymentId);
    // As the row stood before our own answer came.
    await harness.database.db.payment.update({
      where: { id: paymentId },
      data: { stripePaymentIntentId: null, status: 'created', stripeAsOf: null },
    });
    await payByIntent(stripePaymentIntentId);
    await harness.settle();
    expect(await row(paymentId)).toMatchObject({ status: 'succeeded', stripePaymentIntentId, capturedAmount: 2400n });
  });

  it('of a foreign intent that carries the metadata of a payment do not touch that payment', async () => {
    const { paymentId } = await start();
    await harness.settle();
    const before = await row(paymentId);
    const foreign = await harness.stripe.paymentIntents.create({
      amount: 1_00,
      currency: 'usd',
      metadata: { payment_id: paymentId },
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    await payByIntent(foreign.id);
    await harness.settle();
    expect(await row(paymentId)).toEqual(before);
  });

  it('that arrive at once share inserts, and each is new exactly once', async () => {
    const bodies = Array.from({ length: 40 }, (_, index) => eventBody(`evt_burst_${index % 20}`));
    const sent = vi.spyOn(Client.prototype, 'query');
    const answers = await Promise.all(bodies.map((rawBody) => harness.payments.webhooks.receive(signed(rawBody))));
    const inserts = sent.mock.calls.filter((call) => JSON.stringify(call[0]).includes('INSERT INTO webhook_events'));
    sent.mockRestore();
    expect(inserts.length).toBeGreaterThan(0);
    expect(inserts.length).toBeLessThanOrEqual(4);
    expect(answers.filter((isNew) => isNew)).toHaveLength(20);
    expect(await harness.database.db.webhookEvent.count({ where: { id: { startsWith: 'evt_burst_' } } })).toBe(20);
  });

  it('of other payments and of types nobody acts on are kept and ignored', async () => {
    const intent = await harness.stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const customer = await harness.stripe.customers.create({ email: 'x@example.com' });
    await harness.settle();
    const kept = await harness.database.db.webhookEvent.findMany({
      where: { subject: { in: [intent.id, customer.id] } },
    });
    expect(kept.map(({ status }) => status)).toEqual(['ignored', 'ignored']);
  });
});

describe('events as they are stored', () => {
  it.each<[string, string, Record<string, unknown>]>([
    ['an intent', 'payment_intent.succeeded', { object: 'payment_intent', metadata: {} }],
    ['a charge', 'charge.succeeded', { object: 'charge', payment_intent: 'pi_of_another_system', metadata: {} }],
  ])('are done with at once when they are about %s of another system on the account', async (_, type, fields) => {
    const id = await receive({ type, object: { id: `obj_${randomUUID()}`, ...fields } });
    expect(await stored(id)).toMatchObject({
      status: 'ignored',
      outcome: 'not about a payment of this platform',
      appliedAt: harness.clock.now(),
    });
  });

  it.each<[string, (payment: { id: string; stripePaymentIntentId: string | null }) => Record<string, unknown>]>([
    ['the intent that we know', (payment) => ({ id: payment.stripePaymentIntentId, object: 'payment_intent' })],
    ['a charge of it', (payment) => ({ id: 'ch_w', object: 'charge', payment_intent: payment.stripePaymentIntentId })],
    [
      'an intent that names a payment',
      ({ id }) => ({ id: 'pi_w', object: 'payment_intent', metadata: { payment_id: id } }),
    ],
    ['what does not tell whose it is', () => ({ id: 're_w', object: 'refund', payment_intent: 'pi_unheard_of' })],
  ])('wait to be applied when they are about %s', async (_, objectOf) => {
    const { paymentId } = await start();
    await harness.settle();
    const id = await receive({ type: 'some.news', object: objectOf(await row(paymentId)) });
    expect(await stored(id)).toMatchObject({ status: 'received', outcome: null, appliedAt: null });
    // Nobody could apply so little.
    await harness.database.db.webhookEvent.delete({ where: { id } });
  });

  it('keep every character of their bodies', async () => {
    const object = { id: 'x', object: 'x', note: '"quoted" \\ {braces}, NULL, żółć 🏺 \n line' };
    const id = await receive({ type: 'x.y', object });
    const { body } = await stored(id);
    expect(JSON.parse(Buffer.from(body).toString('utf8')).data.object).toEqual(object);
  });
});

/** Answers the bank's question to a customer with no, as the bank's page does. */
async function failChallenge(intentId: string): Promise<void> {
  const intent = await harness.stripe.paymentIntents.retrieve(intentId);
  const page = JSON.stringify(intent.next_action).match(/http[^"]+3ds\/(payatt_[^"]+)/);
  const origin = harness.payments.stripeForBrowsers.scriptUrl.replace('/v3/stripe.js', '');
  const response = await fetch(`${origin}/v1/3ds2/${page?.[1]}/fail`, {
    method: 'POST',
    headers: { authorization: 'Bearer pk_test_flashstudio', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_secret: intent.client_secret ?? '' }),
  });
  expect(response.status).toBe(200);
}

/** What an intent of a mug costs. */
const MUG = { amount: 2400, currency: 'usd' };

/** Signs a body as Stripe would, now. */
function signed(rawBody: string) {
  return { rawBody, signature: signPayload(rawBody, WEBHOOK_SECRET, harness.clock.now()) };
}

/** An event of our account and mode in the shape of our version, but for what is named. */
function eventBody(id: string, fields: Record<string, unknown> = {}): string {
  const created = Math.floor(harness.clock.now().getTime() / 1000);
  const api_version = Stripe.API_VERSION;
  const data = { object: { id: 'x', object: 'x' } };
  return JSON.stringify({ id, object: 'event', api_version, type: 'x.y', created, livemode: false, data, ...fields });
}

/** Delivers an event that the sandbox would not send; returns its id. */
async function receive({ object, ...fields }: { type: string; object: unknown; [field: string]: unknown }) {
  const id = `evt_${randomUUID()}`;
  await harness.payments.webhooks.receive(signed(eventBody(id, { ...fields, data: { object } })));
  return id;
}

const stored = (id: string) => harness.database.db.webhookEvent.findUniqueOrThrow({ where: { id } });

describe('events of another origin', () => {
  const paidInFull = (id: string | null, paymentId: string, fields = {}) => ({
    id,
    object: 'payment_intent',
    ...MUG,
    status: 'succeeded',
    amount_received: MUG.amount,
    latest_charge: `ch_${randomUUID()}`,
    metadata: { payment_id: paymentId },
    ...fields,
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['of live mode under a test key', { livemode: true }, /not of test mode/],
    ['that name no mode', { livemode: undefined }, /not of test mode/],
    ['of a connected account', { account: 'acct_other' }, /another account \(acct_other\)/],
  ])('%s are kept and marked, and pay nothing', async (_, fields, why) => {
    const { paymentId } = await start();
    await harness.settle();
    const before = await row(paymentId);
    const intentId = before.stripePaymentIntentId;
    const charge = { id: 'ch_o', object: 'charge', payment_intent: intentId, ...MUG, status: 'succeeded', created: 1 };
    const ids = [
      await receive({ type: 'payment_intent.succeeded', object: paidInFull(intentId, paymentId), ...fields }),
      await receive({ type: 'charge.succeeded', object: charge, ...fields }),
    ];
    await harness.settle();
    expect(await row(paymentId)).toEqual(before);
    for (const id of ids) {
      expect(await stored(id)).toMatchObject({
        status: 'ignored',
        outcome: expect.stringMatching(why),
        apiVersion: Stripe.API_VERSION,
      });
    }
  });

  it.each<[string, Record<string, unknown>]>([
    ['amount', { amount: 100 }],
    ['currency', { currency: 'eur' }],
    ['customer', { customer: 'cus_foreign' }],
  ])('never make a payment without an intent adopt one of another %s', async (_, fields) => {
    const { paymentId } = await start();
    await harness.settle();
    await harness.database.db.payment.update({
      where: { id: paymentId },
      data: { stripePaymentIntentId: null, status: 'created', stripeAsOf: null },
    });
    const before = await row(paymentId);
    const foreign = paidInFull(`pi_${randomUUID()}`, paymentId, fields);
    const { status: _status, ...claim } = foreign;
    const charge = {
      ...claim,
      id: 'ch_f',
      object: 'charge',
      payment_intent: foreign.id,
      status: 'succeeded',
      created: 1,
    };
    const ids = [
      await receive({ type: 'payment_intent.succeeded', object: foreign }),
      await receive({ type: 'charge.succeeded', object: charge }),
    ];
    await harness.settle();
    expect(await row(paymentId)).toEqual(before);
    for (const id of ids) {
      expect(await stored(id)).toMatchObject({ status: 'ignored', outcome: expect.stringContaining('another intent') });
    }
  });

  it('of a foreign intent are set aside though our own is learnt of in the same moment', async () => {
    const { paymentId } = await start();
    await harness.settle();
    const { stripePaymentIntentId } = await row(paymentId);
    await harness.database.db.payment.update({
      where: { id: paymentId },
      data: { stripePaymentIntentId: null, status: 'created', stripeAsOf: null },
    });
    // Both name the payment and cost what it costs: the first to be applied is its own, and the other is not.
    await payByIntent(stripePaymentIntentId);
    await receive({
      type: 'payment_intent.succeeded',
      object: paidInFull('pi_twin', paymentId),
      created: Math.floor(harness.clock.now().getTime() / 1000) + 1,
    });
    await harness.settle();
    const payment = await row(paymentId);
    expect(payment).toMatchObject({ status: 'succeeded', stripePaymentIntentId, capturedAmount: 2400n });
    expect(payment.ledger).toHaveLength(1);
  });
});

describe('events of another version of Stripe’s API', () => {
  const older = { api_version: '2020-08-27' };

  it('are read anew, once for all that wait, whatever their shape, and none is parked', async () => {
    const { paymentId } = await start();
    await harness.settle();
    const { stripePaymentIntentId: id } = await row(paymentId);
    harness.sandbox.control.webhooks.hold();
    await payByIntent(id);
    const charge = { id: 'ch_of_old', object: 'charge', status: 'succeeded', amount: 1, currency: 'usd' };
    const list = { object: 'list', data: [charge] };
    const succeeded = { object: { id, object: 'payment_intent', status: 'succeeded', charges: list } };
    const ids = [
      await receive({ type: 'payment_intent.succeeded', ...succeeded, ...older }),
      await receive({ type: 'payment_intent.succeeded', ...succeeded, api_version: null }),
      await receive({ type: 'payment_intent.succeeded', object: { id, object: 'payment_intent' }, ...older }),
      await receive({ type: 'charge.succeeded', object: { ...charge, payment_intent: id }, ...older }),
    ];
    const asked = countRetrievals();
    await harness.settle();
    expect(asked.stop()).toBe(1);
    expect(await row(paymentId)).toMatchObject({
      status: 'succeeded',
      capturedAmount: 2400n,
      reviewReason: null,
      cardBrand: 'visa',
    });
    for (const event of ids) {
      expect(await stored(event)).toMatchObject({ status: 'applied', outcome: 'read anew from Stripe' });
    }
    harness.sandbox.control.webhooks.release({ copies: 0 });
  });

  it('never bring a foreign intent to a payment, of which Stripe is asked only while the payment has none', async () => {
    const { paymentId } = await start();
    await harness.settle();
    const foreign = await harness.stripe.paymentIntents.create({
      amount: 1_00,
      currency: 'usd',
      metadata: { payment_id: paymentId },
    });
    const { stripePaymentIntentId: own } = await row(paymentId);
    await harness.database.db.payment.update({ where: { id: paymentId }, data: { stripePaymentIntentId: null } });
    const before = await row(paymentId);
    const object = { id: foreign.id, object: 'payment_intent', status: 'succeeded', metadata: foreign.metadata };
    const id = await receive({ type: 'payment_intent.succeeded', object, ...older });
    await harness.settle();
    expect(await stored(id)).toMatchObject({ status: 'ignored', outcome: expect.stringContaining('another intent') });
    expect(await row(paymentId)).toEqual(before);
    await harness.database.db.payment.update({ where: { id: paymentId }, data: { stripePaymentIntentId: own } });
  });

  it('a success of our own version that names no charge is read anew too', async () => {
    const { paymentId } = await start();
    await harness.settle();
    const { stripePaymentIntentId: id } = await row(paymentId);
    harness.sandbox.control.webhooks.hold();
    await payByIntent(id);
    const event = await receive({
      type: 'payment_intent.succeeded',
      object: { id, object: 'payment_intent', ...MUG, status: 'succeeded', amount_received: 2400, metadata: {} },
    });
    await harness.settle();
    expect(await stored(event)).toMatchObject({ status: 'applied', outcome: 'read anew from Stripe' });
    expect(await row(paymentId)).toMatchObject({ status: 'succeeded', capturedAmount: 2400n });
    harness.sandbox.control.webhooks.release({ copies: 0 });
  });

  /** Counts how often an intent is asked of Stripe from now on. */
  function countRetrievals() {
    let count = 0;
    const onRequest = ({ method, path }: Stripe.RequestEvent) => {
      if (method === 'GET' && path.includes('/payment_intents/')) count += 1;
    };
    harness.stripe.on('request', onRequest);
    return {
      stop() {
        harness.stripe.off('request', onRequest);
        return count;
      },
    };
  }
});

describe('which keys move real money', () => {
  it.each([
    ['sk_live_abc', true],
    ['rk_live_abc', true],
    ['sk_test_live_abc', false],
    ['rk_test_abc', false],
  ])('the key %s is one of live mode: %s', (key, live) => {
    expect(isLiveKey(key)).toBe(live);
  });
});

describe('what is signed is kept, whatever it holds', () => {
  const created = 1_772_452_800;
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  it.each<[string, string, RegExp]>([
    ['broken JSON', '{', /not JSON/],
    ['a list', '[]', /not a Stripe event/],
    ['an object that is no event', '{}', /not a Stripe event/],
    [
      'an event about nothing',
      JSON.stringify({ id: 'evt_null', object: 'event', type: 'x.y', created, data: { object: null } }),
      /not a Stripe event/,
    ],
    [
      'an id of ten kilobytes',
      JSON.stringify({ id: 'e'.repeat(10_000), object: 'event', type: 'x.y', created, data: { object: {} } }),
      /not a Stripe event/,
    ],
    [
      'an absurd date',
      JSON.stringify({ id: 'evt_date', object: 'event', type: 'x.y', created: 1e18, data: { object: {} } }),
      /no date/,
    ],
    [
      'nesting 60,000 deep',
      `{"id":"evt_deep","object":"event","type":"x.y","created":1,"data":{"object":{"a":${deep(60_000)}}}}`,
      /^$/,
    ],
  ])('%s', async (_, rawBody, reason) => {
    const before = await harness.database.db.webhookEvent.count();
    expect(await harness.payments.webhooks.receive(signed(rawBody))).toBe(true);
    expect(await harness.payments.webhooks.receive(signed(rawBody))).toBe(false);
    expect(await harness.database.db.webhookEvent.count()).toBe(before + 1);
    const [row] = await harness.database.db.webhookEvent.findMany({
      orderBy: { receivedAt: 'desc' },
      where: { body: Buffer.from(rawBody) },
    });
    expect(row?.outcome ?? '').toMatch(reason);
    expect(row?.status).toBe(row?.outcome === null ? 'received' : 'failed');
  });

  it('NUL and halves of surrogate pairs inside an event are stored and its payment is applied', async () => {
    const { paymentId } = await start();
    await harness.settle();
    const { stripePaymentIntentId } = await row(paymentId);
    const id = await receive({
      type: 'payment_intent.payment_failed',
      object: {
        id: stripePaymentIntentId,
        object: 'payment_intent',
        ...MUG,
        status: 'requires_payment_method',
        latest_charge: 'ch_nul',
        last_payment_error: {
          type: 'card_error',
          code: 'card_declined',
          charge: 'ch_nul',
          message: 'bad \0 words \uD800',
        },
        metadata: {},
      },
    });
    harness.clock.advance(1_000);
    await harness.settle();
    expect(await stored(id)).toMatchObject({ status: 'applied' });
    expect(await row(paymentId)).toMatchObject({ failureMessage: 'bad \uFFFD words \uFFFD' });
  });
});

describe('signatures', () => {
  const body = () =>
    JSON.stringify({
      id: `evt_${randomUUID()}`,
      object: 'event',
      type: 'x',
      created: 1,
      data: { object: { id: 'x', object: 'x' } },
    });
  const minutesAgo = (minutes: number) => new Date(harness.clock.now().getTime() - minutes * 60_000);

  it('of both rolling secrets are taken', async () => {
    for (const secret of [WEBHOOK_SECRET, ROLLED_SECRET]) {
      const rawBody = body();
      expect(
        await harness.payments.webhooks.receive({
          rawBody,
          signature: signPayload(rawBody, secret, harness.clock.now()),
        }),
      ).toBe(true);
    }
  });

  it.each<[string, (rawBody: string) => { rawBody: string; signature: string | null }, string]>([
    ['missing', (rawBody) => ({ rawBody, signature: null }), 'signature_invalid'],
    [
      'by another secret',
      (rawBody) => ({ rawBody, signature: signPayload(rawBody, 'whsec_other', harness.clock.now()) }),
      'signature_invalid',
    ],
    [
      'of another body',
      (rawBody) => ({ rawBody: `${rawBody} `, signature: signPayload(rawBody, WEBHOOK_SECRET, harness.clock.now()) }),
      'signature_invalid',
    ],
    ['that are nonsense', (rawBody) => ({ rawBody, signature: 'nonsense' }), 'signature_invalid'],
    [
      'older than five minutes',
      (rawBody) => ({ rawBody, signature: signPayload(rawBody, WEBHOOK_SECRET, minutesAgo(6)) }),
      'signature_stale',
    ],
  ])('%s are refused and nothing is stored', async (_, request, code) => {
    const before = await harness.database.db.webhookEvent.count();
    await expect(harness.payments.webhooks.receive(request(body()))).rejects.toMatchObject({ code });
    expect(await harness.database.db.webhookEvent.count()).toBe(before);
  });
});
