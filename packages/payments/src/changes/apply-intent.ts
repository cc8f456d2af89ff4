import { createId } from '@flashstudio/platform';
import {
  actionRequired,
  attemptAbandoned,
  attemptFailed,
  attemptSucceeded,
  paymentCanceled,
  statusChanged,
} from '../events.ts';
import { classifyFailure } from '../failures/failure-class.ts';
import { decide, type IntentStatus, isFinal } from '../machine/payment-machine.ts';
import type { CardFacts, IntentFacts } from '../stripe/intent-facts.ts';
import { announce } from './announce.ts';
import { type ChangeContext, type Draft, openAttempt, withAttempt, withEvent, withPayment } from './draft.ts';
import { attemptFailureColumns, failureColumns } from './failure-columns.ts';
import { withNewAttempt } from './new-attempt.ts';
import { payOrder, requireCharge } from './pay-order.ts';
import type { AttemptRecord } from './records.ts';
import { mismatches, reviewFacts } from './review.ts';

/** How sure a fact is, and of when. */
export interface FactOrigin {
  /** `current`: read from Stripe, so it is the last word for its second. `event`: a webhook, which may be any of it. */
  readonly certainty: 'current' | 'event';
  /** Moment the fact was true, by Stripe's clock (UTC). */
  readonly asOf: Date;
  /** The attempt whose request Stripe answered with this, where we asked. */
  readonly attemptId?: string;
}

export type ApplyOutcome = 'applied' | 'known' | 'ignored' | 'unclear';

export interface Applied {
  readonly draft: Draft;
  readonly outcome: ApplyOutcome;
}

/**
 * What Stripe said of an intent, applied to our payment: status, attempt, ledger, order and events. A pure function:
 * nothing is written, and applying the same fact again changes nothing. Throws when a success comes without a charge.
 */
export function applyIntent(draft: Draft, facts: IntentFacts, origin: FactOrigin, context: ChangeContext): Applied {
  const { payment } = draft;
  const decision = decide(
    { status: payment.status, asOf: payment.stripeAsOf },
    { status: facts.status, asOf: origin.asOf, certainty: origin.certainty },
  );
  if (decision.kind === 'unclear') return { draft, outcome: 'unclear' };
  if (decision.kind === 'ignore') return { draft, outcome: 'ignored' };

  const isOld = decision.kind === 'confirm' && payment.stripeAsOf !== null && origin.asOf < payment.stripeAsOf;
  const settled = isOld
    ? draft
    : settleAttempt(reviewFacts(draft, facts, origin.asOf, context), facts, origin, context);
  const seen = withPayment(settled, { stripePaymentIntentId: facts.intentId, stripeAsOf: decision.next.asOf });
  if (decision.kind === 'confirm' && settled === draft) {
    const known =
      payment.stripePaymentIntentId === facts.intentId && sameMoment(payment.stripeAsOf, decision.next.asOf);
    return { draft: known ? draft : seen, outcome: 'known' };
  }
  return { draft: movePayment(seen, facts, origin, context), outcome: 'applied' };
}

/** Moves the payment itself and books its money, once. */
function movePayment(draft: Draft, facts: IntentFacts, origin: FactOrigin, context: ChangeContext): Draft {
  const before = draft.payment;
  const failure = facts.status === 'requires_payment_method' ? facts.failure : null;
  const card = facts.charge?.card ?? facts.failedCard;
  const moved = withPayment(draft, {
    status: facts.status,
    updatedAt: context.clock.now(),
    ...failureColumns(failure),
    ...cardColumns(card),
    ...(failure !== null || facts.status === 'succeeded' ? { lastAttemptAt: origin.asOf } : {}),
    ...(isFinal(facts.status) ? { finalizedAt: origin.asOf } : {}),
  });
  const told = before.status === facts.status ? moved : tellStatus(moved, before.status, facts, origin, context);
  return facts.status === 'succeeded' && before.succeededAt === null ? capture(told, facts, origin, context) : told;
}

function tellStatus(
  draft: Draft,
  from: Draft['payment']['status'],
  facts: IntentFacts,
  { asOf }: FactOrigin,
  context: ChangeContext,
): Draft {
  const { payment } = draft;
  const to = facts.status;
  const changed = withEvent(draft, announce(draft, context, statusChanged, asOf, { from, to }));
  if (to === 'requires_action') {
    const attemptId = openAttempt(draft)?.id ?? null;
    return withEvent(changed, announce(draft, context, actionRequired, asOf, { attemptId }));
  }
  if (to === 'canceled') {
    const { orderId, amount, currency } = payment;
    const data = { orderId, amount, currency, reason: facts.cancellationReason };
    return { ...withEvent(changed, announce(draft, context, paymentCanceled, asOf, data)), orderStatus: 'canceled' };
  }
  return changed;
}

/**
 * Books what was received, as Stripe's books have it. That a charge is booked once is the ledger's unique key; that a
 * payment is, `succeededAt`. The order is paid only by its own amount in its own currency.
 */
function capture(draft: Draft, facts: IntentFacts, { asOf }: FactOrigin, context: ChangeContext): Draft {
  const { payment } = draft;
  const { amountReceived } = facts;
  const entry = {
    id: createId('led', context.clock),
    paymentId: payment.id,
    kind: 'capture' as const,
    amount: amountReceived,
    currency: facts.currency,
    stripeObjectId: requireCharge(facts),
    occurredAt: asOf,
    recordedAt: context.clock.now(),
  };
  const inOurs = facts.currency === payment.currency ? amountReceived : 0n;
  const booked = {
    ...withPayment(draft, { capturedAmount: payment.capturedAmount + inOurs, succeededAt: asOf }),
    ledger: [...draft.ledger, entry],
  };
  return mismatches(payment, facts).length > 0 ? booked : payOrder(booked, facts, asOf, context);
}

/**
 * Moves the attempt behind an intent's news to where the intent says it is, and makes one up for an attempt that was
 * started elsewhere (for example from Stripe's dashboard). Returns the same draft when nothing changed.
 */
function settleAttempt(draft: Draft, facts: IntentFacts, origin: FactOrigin, context: ChangeContext): Draft {
  const status = attemptStatus(facts);
  if (status === null) return draft;
  const chargeId = status === 'failed' ? facts.failedChargeId : status === 'requires_action' ? null : facts.chargeId;
  const attempt = findAttempt(draft, chargeId, origin.attemptId);
  if (attempt === undefined && (status === 'requires_action' || chargeId === null)) return draft;
  if (attempt !== undefined && (attempt.status === status || attempt.status === 'succeeded')) return draft;

  const begun = attempt === undefined ? startElsewhere(draft, origin.asOf, context) : { draft, attempt };
  const isOver = status === 'succeeded' || status === 'failed';
  const settled: AttemptRecord = {
    ...begun.attempt,
    status,
    openForPaymentId: isOver ? null : draft.payment.id,
    finishedAt: isOver ? origin.asOf : null,
    ...(chargeId === null ? {} : { stripeChargeId: chargeId }),
    ...cardColumns(facts.charge?.card ?? facts.failedCard),
    ...attemptFailureColumns(status === 'failed' ? facts.failure : null),
  };
  return tellAttempt(withAttempt(begun.draft, settled), settled, facts, origin, context);
}

/** The attempt of a charge that none of our requests made. */
export function startElsewhere(draft: Draft, startedAt: Date, context: ChangeContext) {
  return withNewAttempt(draft, { status: 'processing', confirmationTokenId: null, startedAt }, context);
}

function tellAttempt(
  draft: Draft,
  attempt: AttemptRecord,
  facts: IntentFacts,
  { asOf }: FactOrigin,
  context: ChangeContext,
): Draft {
  const attemptId = attempt.id;
  const told = {
    amount: draft.payment.amount,
    currency: draft.payment.currency,
    attemptId,
    chargeId: attempt.stripeChargeId,
    card: { brand: attempt.cardBrand, last4: attempt.cardLast4 },
  };
  if (attempt.status === 'succeeded') return withEvent(draft, announce(draft, context, attemptSucceeded, asOf, told));
  if (attempt.status !== 'failed') return draft;
  const { failure } = facts;
  if (failure === null || facts.status === 'canceled') {
    return withEvent(
      draft,
      announce(draft, context, attemptAbandoned, asOf, { attemptId, reason: 'payment_canceled' }),
    );
  }
  const why = { ...failure, failureClass: classifyFailure(failure) };
  return withEvent(draft, announce(draft, context, attemptFailed, asOf, { ...told, failure: why }));
}

/** The attempt that a request, a charge or, failing those, the payment's being in flight points at. */
export function findAttempt(draft: Draft, chargeId: string | null, attemptId?: string): AttemptRecord | undefined {
  const { attempts } = draft;
  if (attemptId !== undefined) return attempts.find(({ id }) => id === attemptId);
  const byCharge = chargeId === null ? undefined : attempts.find(({ stripeChargeId }) => stripeChargeId === chargeId);
  return byCharge ?? openAttempt(draft);
}

function attemptStatus(facts: IntentFacts): AttemptRecord['status'] | null {
  const byIntent: Readonly<Record<IntentStatus, AttemptRecord['status'] | null>> = {
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

/** A fact that names no card leaves the one we know. */
export function cardColumns(card: CardFacts | null) {
  return card === null ? {} : { cardBrand: card.brand, cardLast4: card.last4 };
}

function sameMoment(a: Date | null, b: Date | null): boolean {
  return a?.getTime() === b?.getTime();
}
