import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BY_CUSTOMER, CHECK_AFTER_MS, createHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await harness.close();
});

const intentOf = async (id: string) =>
  (await harness.database.db.payment.findUniqueOrThrow({ where: { id } })).stripePaymentIntentId ?? '';

/** Pays while every webhook is held back. */
async function payUnheard(paymentId: string): Promise<void> {
  harness.sandbox.control.webhooks.hold();
  await harness.stripe.paymentIntents.confirm(await intentOf(paymentId), { payment_method: 'pm_card_visa' });
}

describe('the readers of the event log are woken, once there is something to read', () => {
  it.each<[string, (own: { paymentId: string; paymentSecret: string }) => Promise<unknown>]>([
    [
      'by the answer to a confirmation',
      async (own) =>
        harness.payments.confirm(
          { ...harness.shop, ...own, confirmationTokenId: await harness.token('pm_card_visa') },
          BY_CUSTOMER,
        ),
    ],
    [
      'by a webhook',
      async ({ paymentId }) => {
        await payUnheard(paymentId);
        harness.sandbox.control.webhooks.release();
        await harness.settle();
      },
    ],
    [
      'by what Stripe said when it was asked because of a webhook',
      async ({ paymentId }) => {
        await payUnheard(paymentId);
        // As before our own answer came: the event then names its payment, and tells of another version of the API.
        harness.sandbox.control.webhooks.release({ copies: 0 });
        await harness.database.db.webhookEvent.create({
          data: {
            id: 'evt_older',
            type: 'payment_intent.succeeded',
            subject: await intentOf(paymentId),
            body: Buffer.from(
              JSON.stringify({
                id: 'evt_older',
                object: 'event',
                api_version: '2020-08-27',
                type: 'payment_intent.succeeded',
                created: 1,
                livemode: false,
                data: { object: { id: await intentOf(paymentId), object: 'payment_intent' } },
              }),
            ),
            stripeCreatedAt: harness.clock.now(),
            receivedAt: harness.clock.now(),
            nextAttemptAt: harness.clock.now(),
          },
        });
        await harness.payments.webhooks.drain();
      },
    ],
    [
      'by the sweep',
      async ({ paymentId }) => {
        await payUnheard(paymentId);
        harness.clock.advance(CHECK_AFTER_MS);
        await harness.payments.sweep();
      },
    ],
  ])('%s', async (_, pay) => {
    const own = await harness.order();
    await harness.settle();
    const readable: Promise<string[]>[] = [];
    vi.spyOn(harness.events, 'wake').mockImplementation(() => {
      readable.push(harness.events.eventsOf([own.paymentId]).then((events) => events.map(({ type }) => type)));
    });
    await pay(own);
    expect((await Promise.all(readable)).at(-1)).toContain('payment.captured');
  });
});
