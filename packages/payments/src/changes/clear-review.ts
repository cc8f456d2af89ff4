import { createId } from '@flashstudio/platform';
import { paymentReviewCleared } from '../events.ts';
import type { IntentFacts } from '../stripe/intent-facts.ts';
import { announce } from './announce.ts';
import { type ChangeContext, type Draft, withEvent, withPayment } from './draft.ts';
import { payOrder, requireCharge } from './pay-order.ts';
import type { LedgerRecord } from './records.ts';
import { mismatches, mismatchInWords } from './review.ts';

/** What a person of the shop says who has looked at a payment. */
export interface ReviewNote {
  readonly note: string;
  readonly requestKey: string;
}

/** What keeps a payment under review, a sentence each, by what Stripe says of it now; empty when all agrees. */
export function whatStillDiffers({ payment }: Draft, facts: IntentFacts): readonly string[] {
  const differences = mismatches(payment, facts).map(mismatchInWords);
  if (facts.status === payment.status) return differences;
  return [`Stripe calls the payment ${inWords(facts.status)}, it is ${inWords(payment.status)} here.`, ...differences];
}

function inWords(status: string): string {
  return status.replaceAll('_', ' ');
}

/**
 * Takes a payment out of review. Only for one of which Stripe's facts agree with ours by now, `whatStillDiffers` being
 * empty. A payment whose order was held back has paid it with that: its money is booked as Stripe has it, in place of
 * what `booked` says was told of it before, and it is captured as any other.
 */
export function clearReview(
  draft: Draft,
  facts: IntentFacts,
  booked: readonly LedgerRecord[],
  { note, requestKey }: ReviewNote,
  context: ChangeContext,
): Draft {
  const { locked } = draft;
  const now = context.clock.now();
  const wasHeldBack = locked.payment.succeededAt !== null && locked.orderStatus === 'open';
  const settled = wasHeldBack ? payHeldBack(draft, facts, booked, context) : draft;
  const outcome = settled.orderStatus === 'paid' ? 'paid' : 'unchanged';
  const data = { note, requestKey, reason: locked.payment.reviewReason ?? '', outcome } as const;
  const cleared = withPayment(settled, { reviewReason: null, updatedAt: now });
  return withEvent(cleared, announce(draft, context, paymentReviewCleared, now, data));
}

function payHeldBack(draft: Draft, facts: IntentFacts, booked: readonly LedgerRecord[], context: ChangeContext): Draft {
  const { payment } = draft;
  const { amountReceived, currency } = facts;
  const { succeededAt } = payment;
  if (succeededAt === null) throw new Error(`${facts.intentId} has not succeeded`);
  const isRight = booked.length === 1 && booked[0]?.amount === amountReceived && booked[0].currency === currency;
  const entry = { paymentId: payment.id, stripeObjectId: requireCharge(facts), recordedAt: context.clock.now() };
  const corrections: LedgerRecord[] = isRight
    ? []
    : [
        ...booked.map((wrong) => ({
          ...entry,
          id: createId('led', context.clock),
          kind: 'reversal' as const,
          amount: -wrong.amount,
          currency: wrong.currency,
          stripeObjectId: wrong.stripeObjectId,
          occurredAt: wrong.occurredAt,
        })),
        {
          ...entry,
          id: createId('led', context.clock),
          kind: 'rebooking' as const,
          amount: amountReceived,
          currency,
          occurredAt: succeededAt,
        },
      ];
  const paid = withPayment(draft, { capturedAmount: amountReceived });
  return payOrder({ ...paid, ledger: [...draft.ledger, ...corrections] }, facts, succeededAt, context);
}
