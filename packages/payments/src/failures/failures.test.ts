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

describe('what the customer is told', () => {
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
  });

  it("never repeats Stripe's own words", () => {
    for (const [signals] of cases) {
      const full = { ...noSignals, ...signals, message: 'raw words of Stripe' };
      expect(customerMessage(classifyFailure(full), full).message).not.toContain('raw words');
    }
  });
});
