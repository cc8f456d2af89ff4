import { createId } from '@flashstudio/platform';
import { attemptStarted } from '../events.ts';
import { announce } from './announce.ts';
import { type ChangeContext, type Draft, withAttempt, withEvent, withPayment } from './draft.ts';
import { attemptFailureColumns } from './failure-columns.ts';
import type { AttemptRecord } from './records.ts';

/** The draft with an attempt more, in flight since `startedAt`, and the word that it has begun. None may be in flight. */
export function withNewAttempt(
  draft: Draft,
  begun: Pick<AttemptRecord, 'status' | 'confirmationTokenId' | 'startedAt'>,
  context: ChangeContext,
): { readonly draft: Draft; readonly attempt: AttemptRecord } {
  const attempt: AttemptRecord = {
    ...begun,
    id: createId('att', context.clock),
    paymentId: draft.payment.id,
    openForPaymentId: draft.payment.id,
    stripeChargeId: null,
    ...attemptFailureColumns(null),
    cardBrand: null,
    cardLast4: null,
    finishedAt: null,
  };
  const started = announce(draft, context, attemptStarted, begun.startedAt, { attemptId: attempt.id });
  const counted = withPayment(withAttempt(draft, attempt), { lastAttemptAt: begun.startedAt });
  return { draft: withEvent(counted, started), attempt };
}
