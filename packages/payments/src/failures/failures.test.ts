import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declinedWith } from '../checkout/confirmation.ts';
import { customerMessage } from './customer-message.ts';
import {
  classifyFailure,
  type FailureClass,
  type FailureSignals,
  noSignals,
  shownToCustomer,
} from './failure-class.ts';
import { toldFailure } from './told-failure.ts';

/**
 * What each class is told by, as error code or as the issuer's: https://docs.stripe.com/error-codes and
 * https://docs.stripe.com/declines/codes
 */
const CODES: Readonly<Record<FailureClass, readonly string[]>> = {
  card_declined: ['card_declined'],
  insufficient_funds: ['insufficient_funds'],
  expired_card: ['expired_card', 'invalid_expiry_month', 'invalid_expiry_year'],
  incorrect_details: [
    'incorrect_number',
    'invalid_number',
    'incorrect_cvc',
    'invalid_cvc',
    'incorrect_zip',
    'incorrect_address',
    'invalid_account',
    'new_account_information_available',
  ],
  authentication_required: [
    'authentication_required',
    'payment_intent_authentication_failure',
    'offline_pin_required',
    'online_or_offline_pin_required',
  ],
  processing_error: [
    'processing_error',
    'try_again_later',
    'reenter_transaction',
    'issuer_not_available',
    'approve_with_id',
  ],
  network_error: ['lock_timeout', 'api_connection_error', 'api_error'],
  rate_limited: ['rate_limit'],
  limit_exceeded: [
    'card_decline_rate_limit_exceeded',
    'currency_not_supported',
    'amount_too_large',
    'amount_too_small',
    'invalid_amount',
  ],
  fraud_suspected: [
    'fraudulent',
    'merchant_blacklist',
    'stolen_card',
    'lost_card',
    'pickup_card',
    'highest_risk_level',
  ],
  duplicate: ['duplicate_transaction', 'idempotency_error'],
  configuration_error: ['testmode_decline', 'live_mode_test_card', 'invalid_request_error'],
  unknown: ['something_new', ''],
};

const CLASSES = Object.keys(CODES) as FailureClass[];
const byCode = CLASSES.flatMap((failureClass) => CODES[failureClass].map((code) => [code, failureClass] as const));
const byBoth: readonly (readonly [Partial<FailureSignals>, FailureClass])[] = [
  [{ code: 'card_declined', declineCode: 'generic_decline' }, 'card_declined'],
  [{ code: 'card_declined', declineCode: 'card_velocity_exceeded' }, 'card_declined'],
  [{ code: 'card_declined', declineCode: 'insufficient_funds' }, 'insufficient_funds'],
  [{ code: 'expired_card', declineCode: 'stolen_card' }, 'fraud_suspected'],
  [{ code: 'expired_card', declineCode: 'generic_decline' }, 'expired_card'],
  [{ code: 'something_new', declineCode: 'something_new' }, 'card_declined'],
  [{ declineCode: 'do_not_honor' }, 'card_declined'],
  [{ code: 'card_declined', declineCode: 'insufficient_funds', outcomeType: 'blocked' }, 'fraud_suspected'],
  [{ code: 'card_declined', declineCode: 'generic_decline', outcomeType: 'issuer_declined' }, 'card_declined'],
  [{}, 'unknown'],
];

describe('failure classification', () => {
  it.each(byCode)('knows %s for %s', (code, expected) => {
    expect(classifyFailure({ ...noSignals, code })).toBe(expected);
  });

  it.each(byCode.filter(([, failureClass]) => failureClass !== 'unknown'))(
    "knows the issuer's %s for %s, whatever Stripe calls it",
    (declineCode, expected) => {
      expect(classifyFailure({ ...noSignals, code: 'card_declined', declineCode })).toBe(expected);
    },
  );

  it.each(byBoth)('takes %j for %s', (signals, expected) => {
    expect(classifyFailure({ ...noSignals, ...signals })).toBe(expected);
  });

  it('finds a class for whatever Stripe may call a failure one day', () => {
    fc.assert(
      fc.property(fc.option(fc.string()), fc.option(fc.string()), (code, declineCode) => {
        expect(CLASSES).toContain(classifyFailure({ ...noSignals, code, declineCode }));
      }),
    );
    for (const code of ['constructor', 'toString', '__proto__']) {
      expect(classifyFailure({ ...noSignals, code })).toBe('unknown');
      expect(classifyFailure({ ...noSignals, declineCode: code })).toBe('card_declined');
    }
  });
});

describe('what the customer is told', () => {
  it('does not give suspected fraud away', () => {
    const stolen = { ...noSignals, code: 'card_declined', declineCode: 'stolen_card' };
    const plain = { ...noSignals, code: 'card_declined', declineCode: 'generic_decline' };
    expect(declinedWith('pay_1', stolen, 1)).toEqual(declinedWith('pay_1', plain, 1));
  });

  it.each(CLASSES.filter((failureClass) => failureClass !== 'fraud_suspected'))(
    'of %s is its class',
    (failureClass) => {
      expect(shownToCustomer(failureClass)).toBe(failureClass);
    },
  );

  it('is what failed, in a sentence of its own for each class', () => {
    const told = CLASSES.filter((failureClass) => failureClass !== 'fraud_suspected').map(
      (failureClass) => customerMessage(failureClass, noSignals).message,
    );
    for (const message of told) expect(message).toMatch(/^[A-Z].{30,}\.$/);
    expect(new Set(told).size).toBe(told.length);
  });

  it('lets nobody try again what would be paid twice, or what only the shop can mend', () => {
    const final = CLASSES.filter((failureClass) => !customerMessage(failureClass, noSignals).retryable);
    expect(final).toEqual(['duplicate', 'configuration_error']);
  });

  it.each([
    ['incorrect_cvc', 'cvc', 'security code'],
    ['invalid_cvc', 'cvc', 'security code'],
    ['incorrect_number', 'number', 'number'],
    ['invalid_number', 'number', 'number'],
    ['expired_card', 'expiry', 'expired'],
    ['incorrect_zip', undefined, 'details'],
  ])('of %s points at the field %s', (code, field, words) => {
    for (const signals of [
      { ...noSignals, code },
      { ...noSignals, code: 'card_declined', declineCode: code },
    ]) {
      const told = customerMessage(classifyFailure(signals), signals);
      expect(told.field).toBe(field);
      expect(told.message).toContain(words);
      expect(told.retryable).toBe(true);
    }
  });

  it("never repeats Stripe's own words", () => {
    for (const [code] of byCode) {
      const full = { ...noSignals, code, message: 'raw words of Stripe' };
      expect(customerMessage(classifyFailure(full), full).message).not.toContain('raw words');
    }
  });
});

describe('a declined confirmation', () => {
  it('names the payment, the class a customer may know, and what to do', () => {
    const signals = { ...noSignals, code: 'card_declined', declineCode: 'insufficient_funds' };
    expect(declinedWith('pay_1', signals, 1)).toEqual({
      kind: 'declined',
      paymentId: 'pay_1',
      failureClass: 'insufficient_funds',
      ...customerMessage('insufficient_funds', signals),
    });
  });
});

describe('what the customer is told after many failed attempts', () => {
  it('is a plain decline whatever is wrong with the card, and what is not about the card as before', () => {
    const plain = toldFailure({ ...noSignals, code: 'card_declined' }, 1);
    for (const [signals, failureClass] of byBoth) {
      const full = { ...noSignals, ...signals };
      for (const failed of [1, 2, 3]) expect(toldFailure(full, failed)).toEqual(toldFailure(full, 1));
      const ofTheCard = !['network_error', 'rate_limited', 'duplicate', 'configuration_error'].includes(failureClass);
      for (const failed of [4, 5, 100])
        expect(toldFailure(full, failed)).toEqual(ofTheCard ? plain : toldFailure(full, 1));
    }
  });
});
