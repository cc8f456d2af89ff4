import fc from 'fast-check';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStripeSandbox, type RunningSandbox } from './support/checked-sandbox.ts';
import { NO_REDIRECTS } from './support/sandbox.ts';

const sandbox = createStripeSandbox();
let running: RunningSandbox;
let stripe: Stripe;
beforeAll(async () => {
  running = await sandbox.listen();
  stripe = new Stripe('sk_test_flashstudio', {
    host: '127.0.0.1',
    port: running.port,
    protocol: 'http',
    maxNetworkRetries: 0,
  });
});
afterAll(async () => {
  await running.close();
  await sandbox.close();
});

const pay = (payment_method = 'pm_card_visa', amount = 2_000) =>
  stripe.paymentIntents.create({ ...NO_REDIRECTS, amount, currency: 'usd', payment_method, confirm: true });
const chargeOf = (intent: Stripe.PaymentIntent) => stripe.charges.retrieve(String(intent.latest_charge));

describe('refunds', () => {
  it('give all the money back, and say so on charge and in events', async () => {
    const intent = await pay();
    const refund = await stripe.refunds.create({ payment_intent: intent.id, reason: 'requested_by_customer' });
    expect(refund).toMatchObject({
      amount: 2_000,
      status: 'succeeded',
      charge: intent.latest_charge,
      reason: 'requested_by_customer',
    });
    expect(await chargeOf(intent)).toMatchObject({ refunded: true, amount_refunded: 2_000 });
    const { data } = await stripe.events.list({ limit: 2 });
    expect(data.map(({ type }) => type)).toEqual(['refund.created', 'charge.refunded']);
  });

  it('never give back more than was paid, in whatever parts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 1_500 }), { minLength: 1, maxLength: 5 }), async (parts) => {
        const intent = await pay();
        let left = 2_000;
        for (const amount of parts) {
          const result = await stripe.refunds
            .create({ payment_intent: intent.id, amount })
            .catch((error: Stripe.errors.StripeError) => error.code);
          if (amount <= left) left -= amount;
          else expect(result).toBe(left === 0 ? 'charge_already_refunded' : 'amount_too_large');
          expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 2_000 - left, refunded: left === 0 });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('of the pending card succeed later; of the failing card fail later and bring the money back', async () => {
    const [slow, doomed] = [await pay('pm_card_pendingRefund'), await pay('pm_card_refundFail')];
    const pending = await stripe.refunds.create({ payment_intent: slow.id });
    const failing = await stripe.refunds.create({ payment_intent: doomed.id });
    expect([pending.status, failing.status]).toEqual(['pending', 'succeeded']);
    sandbox.control.settlePending();
    expect((await stripe.refunds.retrieve(pending.id)).status).toBe('succeeded');
    expect(await stripe.refunds.retrieve(failing.id)).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect(await chargeOf(doomed)).toMatchObject({ refunded: false, amount_refunded: 0 });
  });

  it.each(['pm_card_pendingRefund', 'pm_card_visa'])(
    'of %s cannot be canceled, as a card asks nothing of its customer',
    async (card) => {
      const { id, status } = await stripe.refunds.create({ payment_intent: (await pay(card)).id });
      await expect(stripe.refunds.cancel(id)).rejects.toMatchObject({ statusCode: 400, param: 'refund' });
      expect((await stripe.refunds.retrieve(id)).status).toBe(status);
    },
  );

  it('say what changed in both names of the event, and that they settled by themselves', async () => {
    const { id } = await stripe.refunds.create({ payment_intent: (await pay('pm_card_pendingRefund')).id });
    await stripe.refunds.update(id, { metadata: { note: 'slow' } });
    sandbox.control.settlePending();
    const { data } = await stripe.events.list({ types: ['refund.*', 'charge.refund.updated'], limit: 20 });
    const own = data.filter(({ data: { object } }) => 'id' in object && object.id === id);
    const told = own.map(({ type, data: { previous_attributes }, request }) => [
      type,
      previous_attributes,
      request?.id !== null,
    ]);
    expect(told).toEqual([
      ['charge.refund.updated', { status: 'pending' }, false],
      ['refund.updated', { status: 'pending' }, false],
      ['charge.refund.updated', { metadata: { note: null } }, true],
      ['refund.updated', { metadata: { note: null } }, true],
      ['refund.created', undefined, true],
    ]);
  });

  it.each<[string, string, 'lost' | 'won' | undefined, string | undefined]>([
    ['taken by a chargeback', 'pm_card_createDispute', undefined, 'charge_disputed'],
    ['lost in a chargeback', 'pm_card_createDispute', 'lost', 'charge_disputed'],
    ['won back', 'pm_card_createDispute', 'won', undefined],
    ['only asked about', 'pm_card_createDisputeInquiry', undefined, undefined],
  ])('of money %s (%s, dispute %s) end with the code %s', async (_, card, verdict, code) => {
    const intent = await pay(card);
    const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data;
    if (verdict !== undefined) {
      const uncategorized_text = verdict === 'won' ? 'winning_evidence' : 'losing_evidence';
      await stripe.disputes.update(String(dispute?.id), { evidence: { uncategorized_text } });
    }
    const result = await stripe.refunds.create({ payment_intent: intent.id }).then(
      () => undefined,
      (error: Stripe.errors.StripeError) => error.code,
    );
    expect(result).toBe(code);
  });

  it.each([
    ['nothing named', {}, undefined],
    ['both named', { charge: 'ch_1', payment_intent: 'pi_1' }, undefined],
    ['an unknown charge', { charge: 'ch_none' }, 'charge'],
  ])('of %s are refused', async (_, params, param) => {
    await expect(stripe.refunds.create(params)).rejects.toMatchObject({ type: 'StripeInvalidRequestError', param });
  });
});

describe('the balance', () => {
  it('holds charge less fee, less refunds: to the last cent what moved', async () => {
    const intent = await pay('pm_card_visa', 10_000);
    await stripe.refunds.create({ payment_intent: intent.id, amount: 4_000 });
    const charge = await stripe.charges.retrieve(String(intent.latest_charge), { expand: ['balance_transaction'] });
    expect(charge.balance_transaction).toMatchObject({ amount: 10_000, fee: 320, net: 9_680, type: 'charge' });
    const refunds = await stripe.refunds.list({ charge: charge.id, expand: ['data.balance_transaction'] });
    expect(refunds.data[0]?.balance_transaction).toMatchObject({ amount: -4_000, fee: 0, net: -4_000, type: 'refund' });
  });
});
