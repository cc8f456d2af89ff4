import { type Db, type Payment, type PaymentAttempt, type Tx, withAdvisoryLock } from '@flashstudio/db';
import { AppError, type Clock, createId, type Logger } from '@flashstudio/platform';
import { type CustomerMessage, customerMessage } from '../failures/customer-message.ts';
import { classifyFailure, type FailureClass, type FailureSignals, noSignals } from '../failures/failure-class.ts';
import { type ApplyIntentDeps, applyIntent } from '../ledger/apply-intent.ts';
import { failureColumns } from '../ledger/attempts.ts';
import type { ConfirmResult, IntentReading, StripeGateway } from '../stripe/gateway.ts';
import { intentFacts } from '../stripe/intent-facts.ts';
import type { PaymentSecrets } from './payment-secret.ts';

export interface ConfirmPaymentInput {
  readonly paymentId: string;
  readonly paymentSecret: string;
  /** Made by Stripe.js from what the customer typed; good for one attempt. */
  readonly confirmationTokenId: string;
}

export type Confirmation =
  | { readonly kind: 'succeeded'; readonly paymentId: string }
  | { readonly kind: 'processing'; readonly paymentId: string }
  | { readonly kind: 'requires_action'; readonly paymentId: string; readonly clientSecret: string }
  | ({ readonly kind: 'declined'; readonly paymentId: string; readonly failureClass: FailureClass } & CustomerMessage)
  | { readonly kind: 'canceled'; readonly paymentId: string };

export interface ConfirmPaymentDeps extends ApplyIntentDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly gateway: StripeGateway;
  readonly secrets: PaymentSecrets;
  readonly logger: Logger;
}

/** An attempt in flight this long has lost its request (a crash); a new one may take its place. */
const ABANDONED_AFTER_MS = 90_000;

/**
 * Tries to charge the card behind a confirmation token. Repeating the call with the same token repeats the same
 * request to Stripe, with the same key: nobody pays twice. Throws `not_found`, `conflict` (another attempt is in
 * flight) or `stripe_unavailable` (the outcome is unknown; repeat with the same token).
 */
export async function confirmPayment(deps: ConfirmPaymentDeps, input: ConfirmPaymentInput): Promise<Confirmation> {
  const payment = await findOwnPayment(deps, input);
  const begun = await beginAttempt(deps, payment.id, input.confirmationTokenId);
  if (begun.kind === 'over') return begun.confirmation;

  const result = await deps.gateway.confirmIntent({
    intentId: begun.intentId,
    confirmationTokenId: input.confirmationTokenId,
    attemptId: begun.attempt.id,
  });
  if (result.kind === 'ok') return answer(deps, begun.attempt, result.reading, null);
  if (result.kind === 'declined') return answer(deps, begun.attempt, result.reading, result.signals);
  return afterFailure(deps, payment, begun.attempt, result);
}

/** Finds the payment whose secret the browser holds. Throws `not_found` alike for an unknown id and a wrong secret. */
export async function findOwnPayment(
  { db, secrets }: { db: Db; secrets: PaymentSecrets },
  { paymentId, paymentSecret }: { paymentId: string; paymentSecret: string },
): Promise<Payment> {
  const payment = secrets.matches(paymentId, paymentSecret)
    ? await db.payment.findUnique({ where: { id: paymentId } })
    : null;
  if (payment === null) throw new AppError('not_found', 'This payment does not exist.');
  return payment;
}

type Begun =
  | { readonly kind: 'attempt'; readonly attempt: PaymentAttempt; readonly intentId: string }
  | { readonly kind: 'over'; readonly confirmation: Confirmation };

/** Opens the attempt, or finds the one this token opened before. At most one attempt of a payment is in flight. */
async function beginAttempt(deps: ConfirmPaymentDeps, paymentId: string, confirmationTokenId: string): Promise<Begun> {
  return deps.db.$transaction(async (tx): Promise<Begun> => {
    await withAdvisoryLock(tx, paymentId);
    const payment = await tx.payment.findUniqueOrThrow({ where: { id: paymentId } });
    const attempt = await tx.paymentAttempt.findUnique({ where: { confirmationTokenId } });
    if (attempt !== null && attempt.paymentId !== paymentId) {
      throw new AppError('conflict', 'This card entry was already used for another payment.');
    }
    if (attempt?.status === 'failed') return { kind: 'over', confirmation: declinedAs(payment.id, attempt) };
    if (payment.status === 'succeeded') return { kind: 'over', confirmation: { kind: 'succeeded', paymentId } };
    if (payment.status === 'canceled') return { kind: 'over', confirmation: { kind: 'canceled', paymentId } };
    if (payment.stripePaymentIntentId === null) {
      throw new AppError('conflict', 'This payment is not ready yet. Please start it again.');
    }
    const intentId = payment.stripePaymentIntentId;
    if (attempt !== null) return { kind: 'attempt', attempt, intentId };
    await closeOpenAttempt(deps, tx, payment);
    return { kind: 'attempt', attempt: await openAttempt(deps, tx, paymentId, confirmationTokenId), intentId };
  });
}

/** A customer who leaves a bank's challenge for another card ends the first attempt; one still in flight must end by itself. */
async function closeOpenAttempt(deps: ConfirmPaymentDeps, tx: Tx, payment: Payment): Promise<void> {
  const open = await tx.paymentAttempt.findUnique({ where: { openForPaymentId: payment.id } });
  if (open === null) return;
  const now = deps.clock.now();
  const fresh = now.getTime() - open.startedAt.getTime() < ABANDONED_AFTER_MS;
  if (open.status === 'processing' || (open.status === 'pending' && fresh)) {
    throw new AppError('conflict', 'A payment attempt is still under way. Please wait a moment.');
  }
  await tx.paymentAttempt.update({
    where: { id: open.id },
    data: { status: 'failed', openForPaymentId: null, finishedAt: now, ...failureColumns(ABANDONED) },
  });
}

const ABANDONED: FailureSignals = {
  ...noSignals,
  code: 'payment_intent_authentication_failure',
  message: 'The customer left this attempt for another one.',
};

async function openAttempt(
  deps: ConfirmPaymentDeps,
  tx: Tx,
  paymentId: string,
  confirmationTokenId: string,
): Promise<PaymentAttempt> {
  const now = deps.clock.now();
  await tx.payment.update({ where: { id: paymentId }, data: { lastAttemptAt: now, updatedAt: now } });
  await tx.paymentEvent.create({
    data: {
      id: createId('pev', deps.clock),
      paymentId,
      kind: 'attempt_started',
      source: 'customer',
      occurredAt: now,
      recordedAt: now,
    },
  });
  return tx.paymentAttempt.create({
    data: {
      id: createId('att', deps.clock),
      paymentId,
      status: 'pending',
      openForPaymentId: paymentId,
      confirmationTokenId,
      startedAt: now,
    },
  });
}

async function answer(
  deps: ConfirmPaymentDeps,
  attempt: PaymentAttempt,
  reading: IntentReading,
  declined: FailureSignals | null,
): Promise<Confirmation> {
  const facts = intentFacts(reading.intent);
  const { paymentId } = attempt;
  await deps.db.$transaction(async (tx) => {
    await withAdvisoryLock(tx, paymentId);
    const payment = await tx.payment.findUniqueOrThrow({ where: { id: paymentId } });
    await applyIntent(deps, tx, payment, facts, {
      source: 'api',
      certainty: 'current',
      asOf: reading.asOf,
      attemptId: attempt.id,
    });
  });

  const signals = declined ?? facts.failure;
  switch (facts.status) {
    case 'succeeded':
      return { kind: 'succeeded', paymentId };
    case 'requires_action':
      return { kind: 'requires_action', paymentId, clientSecret: requireClientSecret(reading) };
    case 'requires_payment_method':
      return declinedWith(paymentId, signals ?? noSignals);
    case 'canceled':
      return { kind: 'canceled', paymentId };
    case 'processing':
    case 'requires_capture':
    case 'requires_confirmation':
      return { kind: 'processing', paymentId };
  }
}

/** Stripe did not give an outcome: refused outright (the attempt is over) or unknown (it stays open for a repeat). */
async function afterFailure(
  deps: ConfirmPaymentDeps,
  payment: Payment,
  attempt: PaymentAttempt,
  result: Exclude<ConfirmResult, { kind: 'ok' } | { kind: 'declined' }>,
): Promise<Confirmation> {
  deps.logger.error(
    { err: result.cause, paymentId: payment.id, stripeRequestId: result.requestId, outcome: result.kind },
    'confirmation got no outcome from Stripe',
  );
  if (result.kind === 'unavailable') {
    throw new AppError(
      'stripe_unavailable',
      'We could not reach the payment network. You will not be charged twice: please try again.',
      {
        cause: result.cause,
      },
    );
  }
  const now = deps.clock.now();
  await deps.db.$transaction(async (tx) => {
    await withAdvisoryLock(tx, payment.id);
    await tx.paymentAttempt.updateMany({
      where: { id: attempt.id, status: 'pending' },
      data: { status: 'failed', openForPaymentId: null, finishedAt: now, ...failureColumns(result.signals) },
    });
  });
  return declinedWith(payment.id, result.signals);
}

function declinedWith(paymentId: string, signals: FailureSignals): Confirmation {
  const failureClass = classifyFailure(signals);
  // Which failures look like fraud is for the merchant to know, not for whoever holds the card.
  const shown = failureClass === 'fraud_suspected' ? 'card_declined' : failureClass;
  return { kind: 'declined', paymentId, failureClass: shown, ...customerMessage(failureClass, signals) };
}

function declinedAs(paymentId: string, attempt: PaymentAttempt): Confirmation {
  return declinedWith(paymentId, { ...noSignals, code: attempt.failureCode, declineCode: attempt.declineCode });
}

function requireClientSecret(reading: IntentReading): string {
  if (reading.intent.client_secret === null) throw new Error(`${reading.intent.id} came without a client secret`);
  return reading.intent.client_secret;
}
