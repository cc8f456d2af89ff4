import { describe, expect, it } from 'vitest';
import { customerMessage } from './customer-message.ts';
import { classifyFailure, type FailureClass, type FailureSignals, noSignals } from './failure-class.ts';
import { toldFailure } from './told-failure.ts';

const cases: readonly (readonly [Partial<FailureSignals>, FailureClass])[] = [
  [{ code: 'card_declined', declineCode: 'generic_decline' }, 'card_declined'],
  [{ code: 'card_declined', declineCode: 'do_not_honor' }, 'card_declined'],
  [{ code: 'card_declined', declineCode: 'card_velocity_exceeded' }, 'card_declined'],
  [{ code: 'card_declined', declineCode: 'insufficient_funds' }, 'insufficient_funds'],
  [{ code: 'card_declined', declineCode: 'lost_card' }, 'fraud_suspected'],
  [{ code: 'card_declined', declineCode: 'stolen_card' }, 'fraud_suspected'],
  [{ code: 'card_declined', declineCode: 'fraudulent' }, 'fraud_suspected'],
  [{ code: 'card_declined', declineCode: 'generic_decline', outcomeType: 'blocked' }, 'fraud_suspected'],
  [{ code: 'expired_card' }, 'expired_card'],
  [{ code: 'incorrect_cvc' }, 'incorrect_details'],
  [{ code: 'incorrect_number' }, 'incorrect_details'],
  [{ code: 'processing_error' }, 'processing_error'],
  [{ code: 'payment_intent_authentication_failure' }, 'authentication_required'],
  [{ code: 'card_declined', declineCode: 'authentication_required' }, 'authentication_required'],
  [{ code: 'rate_limit' }, 'rate_limited'],
  [{ code: 'lock_timeout' }, 'network_error'],
  [{ code: 'amount_too_small' }, 'limit_exceeded'],
  [{ code: 'idempotency_error' }, 'duplicate'],
  [{ code: 'testmode_decline' }, 'configuration_error'],
  [{ code: 'card_declined' }, 'card_declined'],
  [{ code: 'something_new' }, 'unknown'],
  [{}, 'unknown'],
];

describe('a failure that Stripe tells', () => {
  it.each(cases)('as %j is classified as %s', (signals, expected) => {
    expect(classifyFailure({ ...noSignals, ...signals })).toBe(expected);
  });
});

describe('what the customer is told after many failed attempts', () => {
  it('is a plain decline whatever is wrong with the card, and what is not about the card as before', () => {
    const plain = toldFailure({ ...noSignals, code: 'card_declined' }, 1);
    for (const [signals, failureClass] of cases) {
      const full = { ...noSignals, ...signals };
      for (const failed of [1, 2, 3]) expect(toldFailure(full, failed)).toEqual(toldFailure(full, 1));
      const ofTheCard = !['network_error', 'rate_limited', 'duplicate', 'configuration_error'].includes(failureClass);
      for (const failed of [4, 5, 100])
        expect(toldFailure(full, failed)).toEqual(ofTheCard ? plain : toldFailure(full, 1));
    }
  });
});

/** Every code that has a class of its own, as an issuer's decline code or as Stripe's error code. */
const families: Readonly<Partial<Record<FailureClass, readonly string[]>>> = {
  insufficient_funds: ['insufficient_funds'],
  expired_card: ['expired_card', 'invalid_expiry_month', 'invalid_expiry_year'],
  incorrect_details: [
    ...['incorrect_number', 'invalid_number', 'incorrect_cvc', 'invalid_cvc', 'incorrect_zip', 'incorrect_address'],
    ...['invalid_account', 'new_account_information_available'],
  ],
  authentication_required: [
    ...['authentication_required', 'payment_intent_authentication_failure'],
    ...['offline_pin_required', 'online_or_offline_pin_required'],
  ],
  processing_error: [
    ...['processing_error', 'try_again_later', 'reenter_transaction', 'issuer_not_available', 'approve_with_id'],
  ],
  network_error: ['lock_timeout', 'api_connection_error', 'api_error'],
  rate_limited: ['rate_limit'],
  limit_exceeded: [
    ...['card_decline_rate_limit_exceeded', 'currency_not_supported'],
    ...['amount_too_large', 'amount_too_small', 'invalid_amount'],
  ],
  fraud_suspected: [
    ...['fraudulent', 'merchant_blacklist', 'stolen_card', 'lost_card', 'pickup_card', 'highest_risk_level'],
  ],
  duplicate: ['duplicate_transaction', 'idempotency_error'],
  configuration_error: ['testmode_decline', 'live_mode_test_card', 'invalid_request_error'],
};

describe('a code that has a class of its own', () => {
  const rows = Object.entries(families).flatMap(([failureClass, codes]) =>
    codes.map((code): [string, string] => [code, failureClass]),
  );

  it.each(rows)('%s is %s, whether the issuer says it or Stripe', (code, failureClass) => {
    expect(classifyFailure({ ...noSignals, code: 'card_declined', declineCode: code })).toBe(failureClass);
    expect(classifyFailure({ ...noSignals, code })).toBe(failureClass);
    // The issuer knows better than Stripe's own code, and Radar better than both.
    expect(classifyFailure({ ...noSignals, code: 'expired_card', declineCode: code })).toBe(failureClass);
    expect(classifyFailure({ ...noSignals, declineCode: code, outcomeType: 'blocked' })).toBe('fraud_suspected');
  });
});

describe('what the customer is told', () => {
  const told: Readonly<Record<FailureClass, readonly [RegExp, boolean, string | undefined]>> = {
    card_declined: [/^Your card was declined/, true, undefined],
    fraud_suspected: [/^Your card was declined/, true, undefined],
    insufficient_funds: [/enough funds/, true, undefined],
    expired_card: [/has expired/, true, 'expiry'],
    incorrect_details: [/details are not right/, true, undefined],
    authentication_required: [/could not confirm that it is you/, true, undefined],
    processing_error: [/You were not charged/, true, undefined],
    network_error: [/will not be charged twice/, true, undefined],
    rate_limited: [/Too many payments/, true, undefined],
    limit_exceeded: [/amount or currency/, true, undefined],
    duplicate: [/check before you pay again/, false, undefined],
    configuration_error: [/You were not charged/, false, undefined],
    unknown: [/did not go through/, true, undefined],
  };
  const rows = Object.entries(told).map(([failureClass, words]): [string, ...typeof words] => [failureClass, ...words]);

  it.each(rows)('of %s is said in its own words, with whether another try can help', (failureClass, ...words) => {
    const [message, retryable, field] = words;
    const said = customerMessage(failureClass as FailureClass, noSignals);
    expect(said.message).toMatch(message);
    expect(said.retryable).toBe(retryable);
    expect(said.field).toBe(field);
  });

  it('does not give suspected fraud away', () => {
    const stolen = { ...noSignals, code: 'card_declined', declineCode: 'stolen_card' };
    const plain = { ...noSignals, code: 'card_declined', declineCode: 'generic_decline' };
    expect(customerMessage(classifyFailure(stolen), stolen)).toEqual(customerMessage(classifyFailure(plain), plain));
  });

  it('points at the field the issuer named', () => {
    const cvc = { ...noSignals, code: 'incorrect_cvc' };
    expect(customerMessage(classifyFailure(cvc), cvc).field).toBe('cvc');
    const number = { ...noSignals, code: 'incorrect_number' };
    expect(customerMessage(classifyFailure(number), number).field).toBe('number');
    for (const [declineCode, field] of [
      ['incorrect_cvc', 'cvc'],
      ['invalid_cvc', 'cvc'],
      ['incorrect_number', 'number'],
      ['invalid_number', 'number'],
    ] as const) {
      const signals = { ...noSignals, code: 'card_declined', declineCode };
      expect(customerMessage(classifyFailure(signals), signals)).toMatchObject({ field, retryable: true });
    }
  });

  it("never repeats Stripe's own words", () => {
    for (const [signals] of cases) {
      const full = { ...noSignals, ...signals, message: 'raw words of Stripe' };
      expect(customerMessage(classifyFailure(full), full).message).not.toContain('raw words');
    }
  });
});
