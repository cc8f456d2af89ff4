import { formatMoney, money } from '@flashstudio/money';
import { type Mismatch, paymentMismatchFound } from '../events.ts';
import { isFinal } from '../machine/payment-machine.ts';
import type { IntentFacts } from '../stripe/intent-facts.ts';
import { announce } from './announce.ts';
import { type ChangeContext, type Draft, withEvent, withPayment } from './draft.ts';
import type { PaymentRecord } from './records.ts';

/**
 * How what Stripe tells of an intent differs from what we know of the payment; empty when all agrees. What was received
 * is compared once it all should be there. A canceled intent collects nothing, whatever it was for and from whom.
 */
export function mismatches(payment: PaymentRecord, facts: IntentFacts): readonly Mismatch[] {
  if (facts.status === 'canceled') return [];
  const { currency } = facts;
  const expected = { amount: payment.amount, currency: payment.currency };
  const collects = { amount: facts.amount, currency };
  const received = { amount: facts.amountReceived, currency };
  const found: Mismatch[] = [];
  if (currency !== payment.currency) found.push({ field: 'currency', expected, found: collects });
  else if (facts.amount !== payment.amount) found.push({ field: 'amount', expected, found: collects });
  if (facts.status === 'succeeded' && (received.amount !== expected.amount || currency !== expected.currency)) {
    found.push({ field: 'amount_received', expected, found: received });
  }
  if (facts.customerId !== null) {
    found.push({ field: 'customer', expected: { customerId: null }, found: { customerId: facts.customerId } });
  }
  return found;
}

/** A difference as a sentence, for people of the shop. */
export function mismatchInWords(mismatch: Mismatch): string {
  if (mismatch.field === 'customer') {
    const { expected, found } = mismatch;
    return `Stripe has ${payerInWords(found)}, the order has ${payerInWords(expected)}.`;
  }
  const { field, expected, found } = mismatch;
  const says = field === 'amount_received' ? 'Stripe received' : 'Stripe collects';
  const shown = ({ amount, currency }: typeof found) => formatMoney(money(amount, currency), 'en');
  return `${says} ${shown(found)}, the order costs ${shown(expected)}.`;
}

function payerInWords({ customerId }: { customerId: string | null }): string {
  return customerId === null ? 'no customer of Stripe’s' : `the customer ${customerId}`;
}

/**
 * Flags a payment whose money at Stripe is not the order's, and tells of each difference once. While the payment is open
 * the flag follows Stripe; once it is over no later fact takes the flag away. Returns the same draft when nothing changed.
 */
export function reviewFacts(draft: Draft, facts: IntentFacts, asOf: Date, context: ChangeContext): Draft {
  const { status, reviewReason } = draft.payment;
  const known = reviewReason?.split('\n') ?? [];
  const found = mismatches(draft.payment, facts).map((mismatch) => ({ mismatch, words: mismatchInWords(mismatch) }));
  const fresh = found.filter(({ words }) => !known.includes(words));
  const reasons = isFinal(status) ? [...known, ...fresh.map(({ words }) => words)] : found.map(({ words }) => words);
  const reason = reasons.length === 0 ? null : reasons.join('\n');
  if (reason === reviewReason) return draft;
  const flagged = withPayment(draft, { reviewReason: reason, updatedAt: context.clock.now() });
  return fresh.reduce(
    (told, { mismatch }) => withEvent(told, announce(told, context, paymentMismatchFound, asOf, mismatch)),
    flagged,
  );
}
