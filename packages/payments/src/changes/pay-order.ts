import { paymentCaptured } from '../events.ts';
import type { IntentFacts } from '../stripe/intent-facts.ts';
import { announce } from './announce.ts';
import { type ChangeContext, type Draft, withEvent } from './draft.ts';

/** The charge by which an intent succeeded. Throws when it names none, which no intent that has succeeded does. */
export function requireCharge({ intentId, chargeId }: IntentFacts): string {
  if (chargeId === null) throw new Error(`${intentId} succeeded without a charge`);
  return chargeId;
}

/** Pays the order of a payment whose money is booked in this draft, and tells of the money; `at` is when it succeeded (UTC). */
export function payOrder(draft: Draft, facts: IntentFacts, at: Date, context: ChangeContext): Draft {
  const { payment, locked } = draft;
  const captured = announce(draft, context, paymentCaptured, at, {
    amount: facts.amountReceived,
    currency: payment.currency,
    orderId: payment.orderId,
    customerId: locked.customerId,
    chargeId: requireCharge(facts),
    card: { brand: payment.cardBrand, last4: payment.cardLast4 },
  });
  return { ...withEvent(draft, captured), orderStatus: 'paid' };
}
