import type { Payment, Tx } from '@flashstudio/db';
import { type Clock, createId } from '@flashstudio/platform';
import { announceChange } from '../changes.ts';
import { classifyFailure } from '../failures/failure-class.ts';
import { decide, isFinal } from '../machine/payment-machine.ts';
import type { IntentFacts } from '../stripe/intent-facts.ts';
import { failureColumns, settleAttempt } from './attempts.ts';

/** Where a fact came from; shown in the timeline. */
export interface FactOrigin {
  readonly source: 'api' | 'webhook' | 'system';
  readonly certainty: 'current' | 'event';
  /** Moment the fact was true, by Stripe's clock (UTC). */
  readonly asOf: Date;
  readonly stripeEventId?: string;
  /** The attempt whose request Stripe answered with this, where we asked. */
  readonly attemptId?: string;
}

export type ApplyOutcome = 'applied' | 'known' | 'ignored' | 'unclear';

export interface ApplyIntentDeps {
  readonly clock: Clock;
  /** Runs in the same transaction, once per payment, when its money has arrived. */
  readonly onSucceeded: (tx: Tx, payment: Payment) => Promise<void>;
}

/**
 * Applies what Stripe said of an intent to our payment: state, attempt, ledger, order, timeline and announcement, all
 * in the caller's transaction, which must hold the payment's lock. Applying the same fact again changes nothing.
 */
export async function applyIntent(
  deps: ApplyIntentDeps,
  tx: Tx,
  payment: Payment,
  facts: IntentFacts,
  origin: FactOrigin,
): Promise<ApplyOutcome> {
  const decision = decide(
    { status: payment.status, asOf: payment.stripeAsOf },
    { status: facts.status, asOf: origin.asOf, certainty: origin.certainty },
  );
  if (decision.kind === 'unclear') return 'unclear';
  if (decision.kind === 'ignore') return 'ignored';

  const old = decision.kind === 'confirm' && payment.stripeAsOf !== null && origin.asOf < payment.stripeAsOf;
  const attemptMoved = !old && (await settleAttempt(tx, deps.clock, payment, facts, origin));
  const moved = { stripePaymentIntentId: facts.intentId, stripeAsOf: decision.next.asOf };
  if (decision.kind === 'confirm' && !attemptMoved) {
    await tx.payment.update({ where: { id: payment.id }, data: moved });
    return 'known';
  }

  const now = deps.clock.now();
  const failure = facts.status === 'requires_payment_method' ? facts.failure : null;
  const card = facts.charge?.card ?? facts.failedCard;
  const updated = await tx.payment.update({
    where: { id: payment.id },
    data: {
      ...moved,
      status: facts.status,
      updatedAt: now,
      ...failureColumns(failure),
      ...(card === null ? {} : { cardBrand: card.brand, cardLast4: card.last4 }),
      ...(failure !== null || facts.status === 'succeeded' ? { lastAttemptAt: origin.asOf } : {}),
      ...(isFinal(facts.status) ? { finalizedAt: origin.asOf } : {}),
    },
  });
  if (facts.status === 'succeeded') await recordCapture(deps, tx, updated, facts, origin.asOf);
  if (facts.status === 'canceled') {
    await tx.order.update({ where: { id: payment.orderId }, data: { status: 'canceled', updatedAt: now } });
  }
  await tx.paymentEvent.create({
    data: {
      id: createId('pev', deps.clock),
      paymentId: payment.id,
      kind: failure === null ? 'status_changed' : 'attempt_failed',
      fromStatus: payment.status,
      toStatus: facts.status,
      source: origin.source,
      stripeEventId: origin.stripeEventId ?? null,
      detail: failure === null ? {} : { ...failure, failureClass: classifyFailure(failure) },
      occurredAt: origin.asOf,
      recordedAt: now,
    },
  });
  await announceChange(tx, { paymentId: payment.id, status: facts.status, kind: 'updated', at: now.toISOString() });
  return 'applied';
}

/** Books the money. The ledger's unique key on the charge makes this happen once, however often success is told. */
async function recordCapture(
  deps: ApplyIntentDeps,
  tx: Tx,
  payment: Payment,
  facts: IntentFacts,
  occurredAt: Date,
): Promise<void> {
  if (facts.chargeId === null) throw new Error(`${facts.intentId} succeeded without a charge`);
  const now = deps.clock.now();
  const { count } = await tx.ledgerEntry.createMany({
    data: [
      {
        id: createId('led', deps.clock),
        paymentId: payment.id,
        kind: 'capture',
        amount: facts.amountReceived,
        currency: payment.currency,
        stripeObjectId: facts.chargeId,
        occurredAt,
        recordedAt: now,
      },
    ],
    skipDuplicates: true,
  });
  if (count === 0) return;
  const paid = await tx.payment.update({
    where: { id: payment.id },
    data: { capturedAmount: { increment: facts.amountReceived }, succeededAt: occurredAt },
  });
  await tx.order.update({ where: { id: payment.orderId }, data: { status: 'paid', updatedAt: now } });
  await deps.onSucceeded(tx, paid);
}
