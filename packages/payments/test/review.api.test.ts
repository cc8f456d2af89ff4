import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BY_CUSTOMER, CHECK_AFTER_MS, createHarness, type Harness } from './harness.ts';

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

/** Somebody with access to the Stripe account makes the intent cost one dollar. */
async function tamper(paymentId: string): Promise<string> {
  const { stripePaymentIntentId } = await row(paymentId);
  const { id } = await harness.stripe.paymentIntents.update(stripePaymentIntentId ?? '', { amount: 100 });
  return id;
}

const REASON = 'Stripe collects $1.00, the order costs $24.00.\nStripe received $1.00, the order costs $24.00.';

describe('a payment whose money at Stripe is not the order’s', () => {
  it('is never called paid to anybody, is booked as Stripe has it, and is shown and told to the shop', async () => {
    expect((await harness.payments.health()).paymentsInReview).toEqual({ ok: true, count: 0 });
    const payment = await start();
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

    expect((await harness.payments.health()).paymentsInReview).toEqual({ ok: false, count: 1 });
    await harness.events.runner(harness.payments.subscriptions).drain();
    const told = harness.errors.filter((line) => line.includes('a payment needs review'));
    expect(told).toHaveLength(2);
    expect(told[0]).toContain(payment.paymentId);
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

describe('currencies that Stripe counts in another way', () => {
  it('are asked for, received and booked as what the order costs', async () => {
    const product = { id: 'prod_special', name: 'Special', description: '', imageUrl: null };
    await harness.shops.catalog.save(harness.shop.shopId, {
      ...product,
      prices: { ugx: 5_050n, kwd: 1_230n, isk: 5_000n },
    });
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
