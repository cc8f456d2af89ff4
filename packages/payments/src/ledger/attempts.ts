import type { AttemptStatus, Payment, PaymentAttempt, Tx } from '@flashstudio/db';
import { type Clock, createId } from '@flashstudio/platform';
import { classifyFailure, type FailureSignals } from '../failures/failure-class.ts';
import { type IntentStatus, isFinal } from '../machine/payment-machine.ts';
import type { ChargeFacts, IntentFacts } from '../stripe/intent-facts.ts';

const CLOSED: ReadonlySet<AttemptStatus> = new Set<AttemptStatus>(['succeeded', 'failed']);

/** Columns that keep a failure: our class beside Stripe's raw words, or all empty when there is none. */
export function failureColumns(failure: FailureSignals | null) {
  return {
    failureClass: failure === null ? null : classifyFailure(failure),
    failureCode: failure?.code ?? null,
    declineCode: failure?.declineCode ?? null,
    failureMessage: failure?.message ?? null,
  };
}

/**
 * Moves the attempt behind an intent's news to where the intent says it is, and makes one up for an attempt that
 * was started elsewhere (for example from Stripe's dashboard). Returns whether anything changed.
 */
export async function settleAttempt(
  tx: Tx,
  clock: Clock,
  payment: Payment,
  facts: IntentFacts,
  origin: { readonly asOf: Date; readonly attemptId?: string },
): Promise<boolean> {
  const status = attemptStatus(facts);
  if (status === null) return false;
  const chargeId = status === 'failed' ? facts.failedChargeId : status === 'requires_action' ? null : facts.chargeId;
  const attempt = await findAttempt(tx, payment.id, chargeId, origin.attemptId);
  if (attempt === null && (status === 'requires_action' || chargeId === null)) return false;
  if (attempt !== null && (attempt.status === status || attempt.status === 'succeeded')) return false;

  const card = facts.charge?.card ?? facts.failedCard;
  const data = {
    status,
    openForPaymentId: CLOSED.has(status) ? null : payment.id,
    finishedAt: CLOSED.has(status) ? origin.asOf : null,
    ...(chargeId === null ? {} : { stripeChargeId: chargeId }),
    ...(card === null ? {} : { cardBrand: card.brand, cardLast4: card.last4 }),
    ...attemptFailure(status === 'failed' ? facts.failure : null),
  };
  if (attempt === null) {
    await tx.paymentAttempt.create({
      data: { id: createId('att', clock), paymentId: payment.id, startedAt: origin.asOf, ...data },
    });
  } else {
    await tx.paymentAttempt.update({ where: { id: attempt.id }, data });
  }
  return true;
}

/**
 * Completes the attempt a charge belongs to with what only the charge tells: card, advice, Radar's verdict. A charge
 * that was started elsewhere opens an attempt, which the intent's own event then settles. Returns whether there was
 * anything to complete.
 */
export async function enrichAttempt(tx: Tx, clock: Clock, payment: Payment, charge: ChargeFacts): Promise<boolean> {
  const attempt = await findAttempt(tx, payment.id, charge.chargeId);
  const data = {
    stripeChargeId: charge.chargeId,
    ...(charge.card === null ? {} : { cardBrand: charge.card.brand, cardLast4: charge.card.last4 }),
    ...(charge.failure === null ? {} : attemptFailure(charge.failure)),
  };
  if (attempt !== null) {
    await tx.paymentAttempt.update({ where: { id: attempt.id }, data });
  } else if (isFinal(payment.status)) {
    return false;
  } else {
    await tx.paymentAttempt.create({
      data: {
        id: createId('att', clock),
        paymentId: payment.id,
        status: 'processing',
        openForPaymentId: payment.id,
        startedAt: charge.createdAt,
        ...data,
      },
    });
  }
  if (charge.card !== null) {
    await tx.payment.update({
      where: { id: payment.id },
      data: { cardBrand: charge.card.brand, cardLast4: charge.card.last4 },
    });
  }
  return true;
}

async function findAttempt(
  tx: Tx,
  paymentId: string,
  chargeId: string | null,
  attemptId?: string,
): Promise<PaymentAttempt | null> {
  if (attemptId !== undefined) return tx.paymentAttempt.findUnique({ where: { id: attemptId } });
  const byCharge =
    chargeId === null ? null : await tx.paymentAttempt.findUnique({ where: { stripeChargeId: chargeId } });
  return byCharge ?? tx.paymentAttempt.findFirst({ where: { openForPaymentId: paymentId } });
}

function attemptStatus(facts: IntentFacts): AttemptStatus | null {
  const byIntent: Readonly<Record<IntentStatus, AttemptStatus | null>> = {
    requires_payment_method: facts.failure === null ? null : 'failed',
    requires_confirmation: null,
    requires_action: 'requires_action',
    processing: 'processing',
    requires_capture: 'succeeded',
    succeeded: 'succeeded',
    canceled: 'failed',
  };
  return byIntent[facts.status];
}

function attemptFailure(failure: FailureSignals | null) {
  return {
    ...failureColumns(failure),
    adviceCode: failure?.adviceCode ?? null,
    networkDeclineCode: failure?.networkDeclineCode ?? null,
  };
}
