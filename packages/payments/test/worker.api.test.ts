import { randomUUID } from 'node:crypto';
import { signPayload } from '@flashstudio/stripe-sandbox';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';
import { createHarness, type Harness, type Replica, WEBHOOK_SECRET } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.close());

const row = (id: string) =>
  harness.database.db.payment.findUniqueOrThrow({ where: { id }, include: { ledger: true, order: true } });
const statusOf = async (id: string) => (await row(id)).status;

/** An order whose intent was paid while every webhook was held back: only an event can tell. */
async function payUnheard(): Promise<{ paymentId: string; intentId: string }> {
  const { paymentId } = await harness.order();
  await harness.settle();
  harness.sandbox.control.webhooks.hold();
  const intentId = (await row(paymentId)).stripePaymentIntentId ?? '';
  await harness.stripe.paymentIntents.confirm(intentId, { payment_method: 'pm_card_visa' });
  return { paymentId, intentId };
}

/** Delivers word of a payment's intent, as Stripe tells it now or in the shape of another version of its API. */
async function deliver(intentId: string, type: string, api_version: string = Stripe.API_VERSION): Promise<void> {
  const object = await harness.stripe.paymentIntents.retrieve(intentId);
  const created = Math.floor(harness.clock.now().getTime() / 1000);
  const event = { id: `evt_${randomUUID()}`, object: 'event', api_version, type, created, livemode: false };
  const rawBody = JSON.stringify({ ...event, data: { object } });
  await harness.payments.webhooks.receive({
    rawBody,
    signature: signPayload(rawBody, WEBHOOK_SECRET, harness.clock.now()),
  });
}

/** Starts the inbox worker of a process and waits until it has looked for the first time. */
async function startWorker({ payments, scheduler }: Pick<Replica, 'payments' | 'scheduler'>) {
  const [worker] = payments.workers;
  if (worker === undefined) throw new Error('there is no worker');
  worker.start();
  await expect.poll(() => scheduler.waiting()).toContain(2_000);
  return worker;
}

describe('the worker of the inbox', () => {
  it('applies what waited when it starts', async () => {
    const { paymentId, intentId } = await payUnheard();
    await deliver(intentId, 'payment_intent.succeeded');
    const worker = await startWorker(harness);
    await expect.poll(() => statusOf(paymentId)).toBe('succeeded');
    await worker.stop();
  });

  it('applies what is stored within moments, long before it would look by itself', async () => {
    const { paymentId, intentId } = await payUnheard();
    const worker = await startWorker(harness);
    await deliver(intentId, 'payment_intent.succeeded');
    harness.scheduler.advance(40);
    await expect.poll(() => statusOf(paymentId)).toBe('succeeded');
    await worker.stop();
  });

  it('applies at once what another process has stored', async () => {
    // There from the beginning: who listens is looked up every other second of the machine's.
    const other = await harness.replica();
    const { paymentId, intentId } = await payUnheard();
    const worker = await startWorker(other);
    // Hints are not sent more often than every 50 ms.
    harness.scheduler.advance(100);
    await deliver(intentId, 'payment_intent.succeeded');
    await expect.poll(() => other.scheduler.waiting()).toContain(40);
    other.scheduler.advance(40);
    await expect.poll(() => statusOf(paymentId)).toBe('succeeded');
    await worker.stop();
  });

  it('tries again by itself what could not be applied, as Stripe did not answer', async () => {
    const { paymentId, intentId } = await payUnheard();
    await deliver(intentId, 'payment_intent.succeeded', '2020-08-27');
    harness.sandbox.control.faults.plan({ fault: { status: 500 }, method: 'GET', path: /payment_intents/, times: 1 });
    const worker = await startWorker(harness);
    const tries = () => harness.database.db.webhookEvent.count({ where: { attempts: 1, status: 'received' } });
    await expect.poll(tries).toBe(1);
    harness.scheduler.advance(2_000);
    await expect.poll(() => statusOf(paymentId)).toBe('succeeded');
    await worker.stop();
  });

  it('is stopped only when the events at hand are applied, and begins with no others', async () => {
    const { paymentId, intentId } = await payUnheard();
    await deliver(intentId, 'payment_intent.succeeded');
    const gate = createGate(harness.database);
    const held = await gate.hold(paymentId);
    const worker = await startWorker(harness);
    await gate.waiting(1);
    let stopped = false;
    const stopping = worker.stop().then(() => {
      stopped = true;
    });
    expect(await statusOf(paymentId)).toBe('requires_payment_method');
    expect(stopped).toBe(false);
    await held.release();
    await stopping;
    expect(await statusOf(paymentId)).toBe('succeeded');
    expect(harness.scheduler.waiting()).not.toContain(2_000);
    await deliver(intentId, 'payment_intent.succeeded');
    harness.scheduler.advance(10_000);
    expect(await harness.database.db.webhookEvent.count({ where: { status: 'received' } })).toBe(1);
    await gate.close();
  });
});

describe('an event', () => {
  it('that brings news is due at once, and one that tells nothing new waits five seconds for company', async () => {
    const { paymentId, intentId } = await payUnheard();
    await deliver(intentId, 'payment_intent.created');
    expect(await harness.payments.webhooks.drain()).toBe(0);
    harness.clock.advance(4_999);
    expect(await harness.payments.webhooks.drain()).toBe(0);
    harness.clock.advance(1);
    expect(await harness.payments.webhooks.drain()).toBe(1);
    expect(await statusOf(paymentId)).toBe('succeeded');

    const second = await payUnheard();
    await deliver(second.intentId, 'payment_intent.succeeded');
    expect(await harness.payments.webhooks.drain()).toBe(1);
    expect(await statusOf(second.paymentId)).toBe('succeeded');
  });

  it('is stored with hundreds of others that come at once, and none is lost', async () => {
    const bodies = Array.from({ length: 450 }, (_, index) =>
      JSON.stringify({
        id: `evt_crowd_${index}`,
        object: 'event',
        type: 'x.y',
        created: 1,
        data: { object: { id: 'x', object: 'x' } },
      }),
    );
    const answers = await Promise.all(bodies.map(receive));
    expect(answers.every((isNew) => isNew)).toBe(true);
    expect(await harness.database.db.webhookEvent.count({ where: { id: { startsWith: 'evt_crowd_' } } })).toBe(450);
  });

  it('that cannot be stored is refused to everybody who sent one, and taken when they send it again', async () => {
    const { db } = harness.database;
    const bodies = ['evt_a', 'evt_b', 'evt_c'].map((id) =>
      JSON.stringify({ id, object: 'event', type: 'x.y', created: 1, data: { object: { id: 'x', object: 'x' } } }),
    );
    await db.$executeRaw`ALTER TABLE webhook_events RENAME TO away`;
    const refused = await Promise.allSettled(bodies.map(receive));
    await db.$executeRaw`ALTER TABLE away RENAME TO webhook_events`;
    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(await Promise.all(bodies.map(receive))).toEqual([true, true, true]);
  });

  const receive = (rawBody: string) =>
    harness.payments.webhooks.receive({
      rawBody,
      signature: signPayload(rawBody, WEBHOOK_SECRET, harness.clock.now()),
    });
});

describe('the health of the inbox', () => {
  it('tells what waits, how late the oldest is, and what was given up; it is bad once an event is a minute late', async () => {
    const inbox = async () => (await harness.payments.health()).webhookInbox;
    expect(await inbox()).toEqual({ ok: true, waiting: 0, failed: 0, oldestWaitingMs: 0 });
    const { intentId } = await payUnheard();
    const before = await inbox();
    await deliver(intentId, 'payment_intent.succeeded');
    harness.clock.advance(59_999);
    expect(await inbox()).toEqual({ ok: true, waiting: 1, failed: 0, oldestWaitingMs: 59_999 });
    harness.clock.advance(1);
    expect(await inbox()).toEqual({ ok: false, waiting: 1, failed: 0, oldestWaitingMs: 60_000 });
    await harness.payments.webhooks.drain();
    expect(await inbox()).toEqual(before);
    await harness.payments.webhooks.receive({
      rawBody: '{',
      signature: signPayload('{', WEBHOOK_SECRET, harness.clock.now()),
    });
    expect(await inbox()).toEqual({ ...before, failed: 1 });
  });
});
