import { randomUUID } from 'node:crypto';
import { signPayload } from '@flashstudio/stripe-sandbox';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness, ROLLED_SECRET, WEBHOOK_SECRET } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

async function start() {
  return harness.payments.create({
    ...harness.shop,
    items: [{ productId: 'prod_mug', quantity: 1 }],
    currency: 'usd',
    requestKey: randomUUID(),
    customer: { email: 'ada@example.com' },
  });
}

const row = (id: string) =>
  harness.database.db.payment.findUniqueOrThrow({
    where: { id },
    include: { ledger: true, timeline: true, attempts: true },
  });

/** Pays behind our back, as when the answer to our own request never came: only webhooks can tell. */
async function payBehindOurBack(paymentId: string, paymentMethod = 'pm_card_visa') {
  const { stripePaymentIntentId } = await row(paymentId);
  await harness.stripe.paymentIntents
    .confirm(stripePaymentIntentId ?? '', { payment_method: paymentMethod })
    .catch(() => undefined);
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
    expect(payment.timeline.filter(({ toStatus }) => toStatus === 'succeeded')).toHaveLength(1);
    expect(harness.succeeded.filter((id) => id === paymentId)).toHaveLength(1);
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
            signature: signPayload(rawBody, WEBHOOK_SECRET, new Date()),
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

  it('that could not be applied wait for their next try and hold up no other', async () => {
    const { paymentId } = await start();
    await harness.settle();
    const broken = {
      id: `evt_${randomUUID()}`,
      object: 'event',
      type: 'payment_intent.succeeded',
      created: 1,
      data: { object: { object: 'payment_intent' } },
    };
    const rawBody = JSON.stringify(broken);
    await harness.payments.webhooks.receive({ rawBody, signature: signPayload(rawBody, WEBHOOK_SECRET, new Date()) });
    await payBehindOurBack(paymentId);
    await harness.settle();
    expect(await row(paymentId)).toMatchObject({ status: 'succeeded' });
    const waiting = await harness.database.db.webhookEvent.findUniqueOrThrow({ where: { id: broken.id } });
    expect(waiting).toMatchObject({ status: 'received', attempts: 1 });
    expect(waiting.nextAttemptAt.getTime()).toBeGreaterThan(waiting.receivedAt.getTime());
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

describe('signatures', () => {
  const body = () =>
    JSON.stringify({
      id: `evt_${randomUUID()}`,
      object: 'event',
      type: 'x',
      created: 1,
      data: { object: { id: 'x', object: 'x' } },
    });
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

  it('of both rolling secrets are taken', async () => {
    for (const secret of [WEBHOOK_SECRET, ROLLED_SECRET]) {
      const rawBody = body();
      expect(
        await harness.payments.webhooks.receive({ rawBody, signature: signPayload(rawBody, secret, new Date()) }),
      ).toBe(true);
    }
  });

  it.each<[string, (rawBody: string) => { rawBody: string; signature: string | null }, string]>([
    ['missing', (rawBody) => ({ rawBody, signature: null }), 'signature_invalid'],
    [
      'by another secret',
      (rawBody) => ({ rawBody, signature: signPayload(rawBody, 'whsec_other', new Date()) }),
      'signature_invalid',
    ],
    [
      'of another body',
      (rawBody) => ({ rawBody: `${rawBody} `, signature: signPayload(rawBody, WEBHOOK_SECRET, new Date()) }),
      'signature_invalid',
    ],
    ['that are nonsense', (rawBody) => ({ rawBody, signature: 'nonsense' }), 'signature_invalid'],
    [
      'older than five minutes',
      (rawBody) => ({ rawBody, signature: signPayload(rawBody, WEBHOOK_SECRET, minutesAgo(6)) }),
      'signature_stale',
    ],
    [
      'of broken JSON',
      () => ({ rawBody: '{', signature: signPayload('{', WEBHOOK_SECRET, new Date()) }),
      'invalid_input',
    ],
    [
      'of no event',
      () => ({ rawBody: '{}', signature: signPayload('{}', WEBHOOK_SECRET, new Date()) }),
      'invalid_input',
    ],
  ])('%s are refused and nothing is stored', async (_, request, code) => {
    const before = await harness.database.db.webhookEvent.count();
    await expect(harness.payments.webhooks.receive(request(body()))).rejects.toMatchObject({ code });
    expect(await harness.database.db.webhookEvent.count()).toBe(before);
  });
});
