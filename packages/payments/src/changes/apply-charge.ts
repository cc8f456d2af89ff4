import { isFinal } from '../machine/payment-machine.ts';
import type { ChargeFacts } from '../stripe/intent-facts.ts';
import { cardColumns, findAttempt, startElsewhere } from './apply-intent.ts';
import { type ChangeContext, type Draft, withAttempt, withPayment } from './draft.ts';
import { attemptFailureColumns } from './failure-columns.ts';

/**
 * Completes the attempt a charge belongs to with what only the charge tells: card, advice, Radar's verdict. A charge
 * that was started elsewhere opens an attempt, which the intent's own event then settles. Returns undefined when there
 * is nothing to complete.
 */
export function applyCharge(draft: Draft, charge: ChargeFacts, context: ChangeContext): Draft | undefined {
  const known = findAttempt(draft, charge.chargeId);
  if (known === undefined && isFinal(draft.payment.status)) return undefined;
  const begun = known === undefined ? startElsewhere(draft, charge.createdAt, context) : { draft, attempt: known };
  const completed = withAttempt(begun.draft, {
    ...begun.attempt,
    stripeChargeId: charge.chargeId,
    ...cardColumns(charge.card),
    ...(charge.failure === null ? {} : attemptFailureColumns(charge.failure)),
  });
  return charge.card !== null && speaksForPayment(completed, begun.attempt.id)
    ? withPayment(completed, cardColumns(charge.card))
    : completed;
}

/** A payment shows the card it was paid with, and until then the one tried last: word of an earlier charge may come late. */
function speaksForPayment({ payment, attempts }: Draft, attemptId: string): boolean {
  return payment.succeededAt === null
    ? attempts.at(-1)?.id === attemptId
    : attempts.some(({ id, status }) => id === attemptId && status === 'succeeded');
}
