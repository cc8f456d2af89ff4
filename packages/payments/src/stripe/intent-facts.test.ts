import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { requireClientSecret } from './client-secret.ts';
import { chargeFacts, intentFacts } from './intent-facts.ts';

/** An intent as Stripe's API shows it, as far as we read it. */
function intent(changes: Partial<Stripe.PaymentIntent> = {}): Stripe.PaymentIntent {
  const read: Partial<Stripe.PaymentIntent> = {
    id: 'pi_1',
    metadata: { payment_id: 'pay_1' },
    status: 'requires_payment_method',
    amount: 2400,
    currency: 'usd',
    amount_received: 0,
    latest_charge: null,
    last_payment_error: null,
    cancellation_reason: null,
    ...changes,
  };
  return read as Stripe.PaymentIntent;
}

/** A charge as Stripe's API shows it, as far as we read it. */
function charge(changes: Partial<Stripe.Charge> = {}): Stripe.Charge {
  const read: Partial<Stripe.Charge> = {
    id: 'ch_1',
    payment_intent: 'pi_1',
    status: 'succeeded',
    amount: 2400,
    currency: 'usd',
    payment_method_details: detailsOf({ brand: 'visa', last4: '4242' }),
    failure_code: null,
    failure_message: null,
    outcome: null,
    created: 1_772_452_800,
    ...changes,
  };
  return read as Stripe.Charge;
}

function detailsOf(card: Partial<Stripe.Charge.PaymentMethodDetails.Card>): Stripe.Charge.PaymentMethodDetails {
  return { type: 'card', card: card as Stripe.Charge.PaymentMethodDetails.Card };
}

function lastError(error: Partial<Stripe.PaymentIntent.LastPaymentError>): Partial<Stripe.PaymentIntent> {
  return { last_payment_error: error as Stripe.PaymentIntent.LastPaymentError };
}

describe('the facts of a PaymentIntent', () => {
  it('that nobody has paid yet are its ids, its status and what it is to collect', () => {
    expect(intentFacts(intent())).toEqual({
      intentId: 'pi_1',
      paymentId: 'pay_1',
      status: 'requires_payment_method',
      amount: 2400n,
      currency: 'USD',
      amountReceived: 0n,
      customerId: null,
      chargeId: null,
      charge: null,
      failure: null,
      failedChargeId: null,
      failedCard: null,
      cancellationReason: null,
    });
  });

  it('that succeeded name what was received and the charge, with all it tells where it came along', () => {
    const paid = { status: 'succeeded', amount_received: 2300 } as const;
    expect(intentFacts(intent({ ...paid, latest_charge: 'ch_1' }))).toMatchObject({
      status: 'succeeded',
      amount: 2400n,
      amountReceived: 2300n,
      chargeId: 'ch_1',
      charge: null,
    });
    expect(intentFacts(intent({ ...paid, latest_charge: charge() }))).toMatchObject({
      chargeId: 'ch_1',
      charge: { chargeId: 'ch_1', card: { brand: 'visa', last4: '4242' } },
    });
  });

  it("count money as we do, not as Stripe writes it, and know no money that Stripe doesn't tell of", () => {
    expect(intentFacts(intent({ amount: 500_000, amount_received: 200_000, currency: 'ugx' }))).toMatchObject({
      amount: 5_000n,
      amountReceived: 2_000n,
      currency: 'UGX',
    });
    const { amount_received: _, ...untold } = intent();
    expect(intentFacts(untold as Stripe.PaymentIntent).amountReceived).toBe(0n);
  });

  it('name no payment of ours where the metadata does not', () => {
    expect(intentFacts(intent({ metadata: {} })).paymentId).toBeNull();
  });

  it('tell why the last attempt failed, of which charge and which card', () => {
    const failed = lastError({
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      advice_code: 'try_again_later',
      network_decline_code: '51',
      message: 'Your card has insufficient funds.',
      charge: 'ch_0',
      payment_method: { card: { brand: 'mastercard', last4: '4444' } } as Stripe.PaymentMethod,
    });
    expect(intentFacts(intent(failed))).toMatchObject({
      failure: {
        code: 'card_declined',
        declineCode: 'insufficient_funds',
        adviceCode: 'try_again_later',
        networkDeclineCode: '51',
        outcomeType: null,
        message: 'Your card has insufficient funds.',
      },
      failedChargeId: 'ch_0',
      failedCard: { brand: 'mastercard', last4: '4444' },
    });
  });

  it('of a failure that says little are its type and nothing else', () => {
    expect(intentFacts(intent(lastError({ type: 'api_error' })))).toMatchObject({
      failure: {
        code: 'api_error',
        declineCode: null,
        adviceCode: null,
        networkDeclineCode: null,
        outcomeType: null,
        message: null,
      },
      failedChargeId: null,
      failedCard: null,
    });
    const withoutCard = lastError({ type: 'card_error', payment_method: { type: 'link' } as Stripe.PaymentMethod });
    expect(intentFacts(intent(withoutCard)).failedCard).toBeNull();
  });

  it('tell why it was canceled', () => {
    expect(intentFacts(intent({ status: 'canceled', cancellation_reason: 'abandoned' }))).toMatchObject({
      status: 'canceled',
      cancellationReason: 'abandoned',
    });
  });

  it('of a status nobody knows, or a currency, are none', () => {
    expect(() => intentFacts(intent({ status: 'paid' as Stripe.PaymentIntent.Status }))).toThrow('does not know: paid');
    expect(() => intentFacts(intent({ currency: 'xxx' }))).toThrow('does not know: xxx');
  });
});

describe('who pays, as Stripe knows them', () => {
  it.each<[string, Partial<Stripe.PaymentIntent>, string | null]>([
    ['a customer by their id', { customer: 'cus_1' }, 'cus_1'],
    ['a customer told in full', { customer: { id: 'cus_2' } as Stripe.Customer }, 'cus_2'],
    ['a customer of the newer kind', { customer_account: 'acct_3' }, 'acct_3'],
    ['nobody', {}, null],
  ])('is %s', (_, changes, customerId) => {
    expect(intentFacts(intent(changes)).customerId).toBe(customerId);
  });
});

describe('the facts of a charge', () => {
  it('that went through are its ids, its money, its card and its moment', () => {
    expect(chargeFacts(charge({ failure_code: 'card_declined' }))).toEqual({
      chargeId: 'ch_1',
      customerId: null,
      intentId: 'pi_1',
      status: 'succeeded',
      amount: 2400n,
      currency: 'USD',
      card: { brand: 'visa', last4: '4242' },
      failure: null,
      createdAt: new Date('2026-03-02T12:00:00Z'),
    });
  });

  it('name its intent however Stripe shows it, or none', () => {
    expect(chargeFacts(charge({ payment_intent: intent() })).intentId).toBe('pi_1');
    expect(chargeFacts(charge({ payment_intent: null })).intentId).toBeNull();
  });

  it.each(['succeeded', 'pending', 'failed'] as const)('keep that it is %s', (status) => {
    expect(chargeFacts(charge({ status })).status).toBe(status);
  });

  it('of a status nobody knows are none', () => {
    expect(() => chargeFacts(charge({ status: 'paid' as Stripe.Charge.Status }))).toThrow(
      'a charge status this version does not know: paid',
    );
  });

  it('know no card that Stripe does not name, and half a card as half', () => {
    expect(chargeFacts(charge({ payment_method_details: null })).card).toBeNull();
    expect(chargeFacts(charge({ payment_method_details: { type: 'link' } })).card).toBeNull();
    expect(chargeFacts(charge({ payment_method_details: detailsOf({}) })).card).toEqual({ brand: null, last4: null });
  });

  it('that failed are the words of issuer, network and Radar', () => {
    const failed = charge({
      status: 'failed',
      failure_code: 'card_declined',
      failure_message: 'Your card was declined.',
      outcome: {
        type: 'blocked',
        reason: 'highest_risk_level',
        advice_code: 'do_not_try_again',
        network_decline_code: '05',
      } as Stripe.Charge.Outcome,
    });
    expect(chargeFacts(failed).failure).toEqual({
      code: 'card_declined',
      declineCode: 'highest_risk_level',
      adviceCode: 'do_not_try_again',
      networkDeclineCode: '05',
      outcomeType: 'blocked',
      message: 'Your card was declined.',
    });
  });

  it('that failed without an outcome are what the charge itself says', () => {
    expect(chargeFacts(charge({ status: 'failed', failure_code: 'processing_error' })).failure).toEqual({
      code: 'processing_error',
      declineCode: null,
      adviceCode: null,
      networkDeclineCode: null,
      outcomeType: null,
      message: null,
    });
    const silent = { type: 'issuer_declined', reason: null } as Stripe.Charge.Outcome;
    expect(chargeFacts(charge({ status: 'failed', outcome: silent })).failure).toMatchObject({
      declineCode: null,
      adviceCode: null,
      networkDeclineCode: null,
      outcomeType: 'issuer_declined',
    });
  });
});

describe("an intent's client secret", () => {
  const reading = (secret: string | null) => ({ intent: intent({ client_secret: secret }), asOf: new Date(0) });

  it('is handed on as Stripe gave it', () => {
    expect(requireClientSecret(reading('pi_1_secret_2'))).toBe('pi_1_secret_2');
  });

  it('that Stripe left out is no secret to go on with', () => {
    expect(() => requireClientSecret(reading(null))).toThrow('pi_1 came without a client secret');
  });
});
