import { attemptAbandoned, attemptFailed } from '../events.ts';
import { classifyFailure, type FailureSignals, noSignals } from '../failures/failure-class.ts';
import { announce } from './announce.ts';
import { type ChangeContext, type Draft, withAttempt, withEvent, withPayment } from './draft.ts';
import { attemptFailureColumns, failureColumns } from './failure-columns.ts';
import { withNewAttempt } from './new-attempt.ts';
import type { AttemptRecord } from './records.ts';

/** The customer left this attempt for another one; to the statistics that is a challenge not passed. */
const ABANDONED: FailureSignals = {
  ...noSignals,
  code: 'payment_intent_authentication_failure',
  message: 'The customer left this attempt for another one.',
};

/** Opens the attempt of a confirmation token. None may be open. */
export function startAttempt(draft: Draft, confirmationTokenId: string, context: ChangeContext) {
  const now = context.clock.now();
  const begun = withNewAttempt(draft, { status: 'pending', confirmationTokenId, startedAt: now }, context);
  return { ...begun, draft: withPayment(begun.draft, { updatedAt: now }) };
}

/** Ends an attempt whose customer went on to another one. */
export function abandonAttempt(draft: Draft, attempt: AttemptRecord, context: ChangeContext): Draft {
  const now = context.clock.now();
  const ended = withFailedAttempt(draft, attempt, ABANDONED, now);
  const data = { attemptId: attempt.id, reason: 'another_attempt' as const };
  return withEvent(ended, announce(draft, context, attemptAbandoned, now, data));
}

/**
 * Ends an attempt that Stripe refused outright, before any bank was asked: the payment has failed as after a decline.
 * Returns the same draft when the attempt is over already.
 */
export function rejectAttempt(draft: Draft, attemptId: string, signals: FailureSignals, context: ChangeContext): Draft {
  const attempt = draft.attempts.find(({ id }) => id === attemptId);
  if (attempt?.status !== 'pending') return draft;
  const now = context.clock.now();
  const ended = withFailedAttempt(draft, attempt, signals, now);
  const failed = withPayment(ended, { ...failureColumns(signals), lastAttemptAt: now, updatedAt: now });
  const { payment } = draft;
  const told = announce(draft, context, attemptFailed, now, {
    amount: payment.amount,
    currency: payment.currency,
    attemptId,
    chargeId: null,
    card: null,
    failure: { ...signals, failureClass: classifyFailure(signals) },
  });
  return withEvent(failed, told);
}

/** The draft with an attempt over, at `now`; why is kept with it. */
function withFailedAttempt(draft: Draft, attempt: AttemptRecord, signals: FailureSignals, now: Date): Draft {
  return withAttempt(draft, {
    ...attempt,
    status: 'failed',
    openForPaymentId: null,
    finishedAt: now,
    ...attemptFailureColumns(signals),
  });
}
