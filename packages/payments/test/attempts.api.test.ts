import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ATTEMPTS_PER_PAYMENT, BY_CUSTOMER, createHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

type Own = { readonly paymentId: string; readonly paymentSecret: string };

const inputOf = async ({ paymentId, paymentSecret }: Own, paymentMethod: string) => ({
  shopId: harness.shop.shopId,
  paymentId,
  paymentSecret,
  confirmationTokenId: await harness.token(paymentMethod),
});
const confirm = async (own: Own, paymentMethod: string) =>
  harness.payments.confirm(await inputOf(own, paymentMethod), BY_CUSTOMER);
const view = ({ paymentId, paymentSecret }: Own) =>
  harness.payments.get({ shopId: harness.shop.shopId, paymentId, paymentSecret });
const row = (id: string) => harness.database.db.payment.findUniqueOrThrow({ where: { id }, include: { order: true } });
const intentOf = async (id: string) => {
  const { stripePaymentIntentId } = await row(id);
  return harness.stripe.paymentIntents.retrieve(stripePaymentIntentId ?? '');
};

const DECLINED = 'pm_card_visa_chargeDeclined';
/** Each for a reason of its own. */
const REASONS = [
  DECLINED,
  'pm_card_visa_chargeDeclinedInsufficientFunds',
  'pm_card_visa_chargeDeclinedStolenCard',
  'pm_card_chargeDeclinedExpiredCard',
  'pm_card_chargeDeclinedIncorrectCvc',
  'pm_card_chargeDeclinedProcessingError',
  'pm_card_visa_chargeDeclinedVelocityLimitExceeded',
];
const PLAIN = {
  failureClass: 'card_declined',
  message: 'Your card was declined. Please try another card, or ask your bank why.',
};

async function declined(times: number): Promise<Own> {
  const own = await harness.order();
  for (let time = 0; time < times; time += 1) expect(await confirm(own, DECLINED)).toMatchObject({ kind: 'declined' });
  return own;
}

describe('the reason of a decline', () => {
  it('is told to the customer three times, for typing errors', async () => {
    const own = await harness.order();
    expect(await confirm(own, 'pm_card_chargeDeclinedIncorrectCvc')).toMatchObject({ field: 'cvc' });
    expect(await confirm(own, 'pm_card_chargeDeclinedExpiredCard')).toMatchObject({ failureClass: 'expired_card' });
    const third = await confirm(own, 'pm_card_visa_chargeDeclinedInsufficientFunds');
    expect(third).toMatchObject({ failureClass: 'insufficient_funds' });
    expect(await view(own)).toMatchObject({ failure: { failureClass: 'insufficient_funds' } });
  });

  it.each(REASONS)('is the same for every card after that, in every answer: %s', async (paymentMethod) => {
    const own = await declined(3);
    const input = await inputOf(own, paymentMethod);
    const answer = { kind: 'declined', paymentId: own.paymentId, retryable: true, ...PLAIN };
    expect(await harness.payments.confirm(input, BY_CUSTOMER)).toEqual(answer);
    expect(await harness.payments.confirm(input, BY_CUSTOMER)).toEqual(answer);
    expect((await view(own)).failure).toEqual(PLAIN);
    await harness.settle();
    expect(await view(own)).toMatchObject({ failure: PLAIN, canRetry: true });
  });

  it('of an earlier card is not told again either', async () => {
    const own = await harness.order();
    const first = await inputOf(own, 'pm_card_visa_chargeDeclinedInsufficientFunds');
    expect(await harness.payments.confirm(first, BY_CUSTOMER)).toMatchObject({ failureClass: 'insufficient_funds' });
    for (let time = 0; time < 3; time += 1) await confirm(own, DECLINED);
    expect(await harness.payments.confirm(first, BY_CUSTOMER)).toMatchObject(PLAIN);
  });

  it('stays exact for the shop', async () => {
    const own = await declined(3);
    await confirm(own, 'pm_card_visa_chargeDeclinedStolenCard');
    const { attempts, failure } = await harness.payments.detail(own.paymentId);
    expect(failure).toMatchObject({ failureClass: 'fraud_suspected', declineCode: 'stolen_card' });
    expect(attempts).toContainEqual(
      expect.objectContaining({ failure: expect.objectContaining({ failureClass: 'fraud_suspected' }) }),
    );
  });

  it('of a request that Stripe refuses outright counts and is hidden as well', async () => {
    const own = await declined(3);
    const input = { ...(await inputOf(own, DECLINED)), confirmationTokenId: `ctoken_none_${own.paymentId}` };
    expect(await harness.payments.confirm(input, BY_CUSTOMER)).toMatchObject({ kind: 'declined', ...PLAIN });
  });
});

describe('a payment for which as many cards were tried as one takes', () => {
  it('is closed at Stripe with the next one, which is not charged, and says why', async () => {
    const own = await declined(ATTEMPTS_PER_PAYMENT);
    const before = (await harness.payments.detail(own.paymentId)).attempts.length;
    const answer = { kind: 'canceled', paymentId: own.paymentId, reason: 'attempts_used_up' };
    expect(await confirm(own, 'pm_card_visa')).toEqual(answer);
    expect(await confirm(own, 'pm_card_visa')).toEqual(answer);
    expect(await intentOf(own.paymentId)).toMatchObject({ status: 'canceled', amount_received: 0 });
    expect(await row(own.paymentId)).toMatchObject({ status: 'canceled', order: { status: 'canceled' } });
    expect((await harness.payments.detail(own.paymentId)).attempts).toHaveLength(before);
    await harness.settle();
    expect(await view(own)).toMatchObject({ status: 'canceled', canRetry: false });
  });

  it('takes a good card as its last one', async () => {
    const own = await declined(ATTEMPTS_PER_PAYMENT - 1);
    expect(await confirm(own, 'pm_card_visa')).toMatchObject({ kind: 'succeeded' });
  });

  it('counts the cards that were tried at Stripe without us', async () => {
    const own = await declined(ATTEMPTS_PER_PAYMENT - 1);
    const { id } = await intentOf(own.paymentId);
    await expect(harness.stripe.paymentIntents.confirm(id, { payment_method: DECLINED })).rejects.toThrow();
    await harness.settle();
    expect(await confirm(own, 'pm_card_visa')).toMatchObject({ kind: 'canceled', reason: 'attempts_used_up' });
  });

  it('cannot be paid by a challenge that its customer passes after all', async () => {
    const own = await declined(ATTEMPTS_PER_PAYMENT - 1);
    expect(await confirm(own, 'pm_card_threeDSecure2Required')).toMatchObject({ kind: 'requires_action' });
    const { next_action } = await intentOf(own.paymentId);
    expect(await confirm(own, 'pm_card_visa')).toMatchObject({ kind: 'canceled', reason: 'attempts_used_up' });
    const page = /http[^"]+3ds\/(payatt_[^"]+)/.exec(JSON.stringify(next_action));
    const origin = new URL(harness.payments.stripeForBrowsers.scriptUrl).origin;
    await fetch(`${origin}/v1/3ds2/${page?.[1]}/complete`, {
      method: 'POST',
      headers: { authorization: 'Bearer pk_test_flashstudio', 'content-type': 'application/x-www-form-urlencoded' },
    });
    await harness.settle();
    expect(await intentOf(own.paymentId)).toMatchObject({ status: 'canceled', amount_received: 0 });
    expect(await row(own.paymentId)).toMatchObject({ status: 'canceled', capturedAmount: 0n });
  });

  it('is paid if it was paid meanwhile, which only Stripe knows yet', async () => {
    const own = await declined(ATTEMPTS_PER_PAYMENT);
    harness.sandbox.control.webhooks.hold();
    const { id } = await intentOf(own.paymentId);
    await harness.stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(await confirm(own, 'pm_card_mastercard')).toMatchObject({ kind: 'succeeded' });
    expect(await row(own.paymentId)).toMatchObject({ status: 'succeeded', capturedAmount: 2400n });
    harness.sandbox.control.webhooks.release();
    await harness.settle();
  });

  it('stays open while Stripe cannot be reached, and is closed when it can', async () => {
    const own = await declined(ATTEMPTS_PER_PAYMENT);
    harness.sandbox.control.faults.plan({ fault: 'reset_before', path: /payment_intents/, times: 2 });
    await expect(confirm(own, 'pm_card_visa')).rejects.toMatchObject({ code: 'stripe_unavailable' });
    expect(await row(own.paymentId)).toMatchObject({ status: 'requires_payment_method' });
    harness.sandbox.control.faults.plan({ fault: 'reset_after', path: /cancel$/, times: 2 });
    await expect(confirm(own, 'pm_card_visa')).rejects.toMatchObject({ code: 'stripe_unavailable' });
    expect(await confirm(own, 'pm_card_visa')).toMatchObject({ kind: 'canceled', reason: 'attempts_used_up' });
  });
});
