import { isSqlUniqueViolation, type Sql } from '@flashstudio/db';
import { AppError, type Clock, type Logger } from '@flashstudio/platform';
import { applyIntent } from '../changes/apply-intent.ts';
import { abandonAttempt, rejectAttempt, startAttempt } from '../changes/attempts.ts';
import { changePayment } from '../changes/change-payment.ts';
import { commitChange } from '../changes/commit-change.ts';
import { byStripe, type ChangeContext, type Draft, openAttempt, openDraft } from '../changes/draft.ts';
import { lockPayment } from '../changes/lock-payments.ts';
import type { AttemptRecord, PaymentRecord } from '../changes/records.ts';
import { type FailureSignals, noSignals } from '../failures/failure-class.ts';
import { parseIntentStatus } from '../machine/payment-machine.ts';
import { requireClientSecret } from '../stripe/client-secret.ts';
import type { GatewayFailure, IntentReading, IntentResult, StripeGateway } from '../stripe/gateway.ts';
import { intentFacts } from '../stripe/intent-facts.ts';
import { type Confirmation, declinedWith } from './confirmation.ts';
import type { CommandOrigin } from './create-payment.ts';
import type { PaymentSecrets } from './payment-secret.ts';
import { statusForCustomer } from './payment-view.ts';

export interface ConfirmPaymentInput {
  /** The shop whose page asks; a payment of another one is not found. */
  readonly shopId: string;
  readonly paymentId: string;
  readonly paymentSecret: string;
  /** Made by Stripe.js from what the customer typed; good for one attempt. */
  readonly confirmationTokenId: string;
}

export interface ConfirmPaymentDeps {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly gateway: StripeGateway;
  readonly secrets: PaymentSecrets;
  readonly logger: Logger;
  /** How many cards may be tried for one payment. */
  readonly attemptsPerPayment: number;
  /** Wakes the readers of the event log, after a commit. */
  readonly wake: () => void;
}

/** An attempt in flight this long has lost its request (a crash); a new one may take its place. */
const ABANDONED_AFTER_MS = 90_000;

/**
 * Tries to charge the card behind a confirmation token. Repeating the call with the same token repeats the same
 * request to Stripe, with the same key: nobody pays twice. When as many cards were tried as one payment allows, the intent
 * is canceled at Stripe, so that none of them can pay any more, and the order can only be started anew. Throws `not_found`,
 * `conflict` (another attempt is in flight) or `stripe_unavailable` (the outcome is unknown; repeat with the same token).
 */
export async function confirmPayment(
  deps: ConfirmPaymentDeps,
  input: ConfirmPaymentInput,
  origin: CommandOrigin,
): Promise<Confirmation> {
  requireOwn(deps.secrets, input);
  const begun = await beginAttempt(deps, input, { clock: deps.clock, ...origin });
  if (begun.kind === 'over') return begun.confirmation;
  const { confirmationTokenId, paymentId } = input;
  const context = byStripe(deps.clock, origin.cause);
  if (begun.kind === 'used_up') return closeUsedUp(deps, { paymentId, intentId: begun.intentId, context });

  const { attemptId, intentId } = begun;
  const result = await deps.gateway.confirmIntent({ intentId, confirmationTokenId, attemptId });
  const change = { paymentId, attemptId, intentId, context };
  if (result.kind === 'ok') return answer(deps, change, result.reading, null);
  if (result.kind === 'declined') return answer(deps, change, result.reading, result.signals);
  deps.logger.error({ err: result.cause, outcome: result.kind }, 'confirmation got no outcome from Stripe');
  return result.kind === 'rejected' ? reject(deps, change, result.signals) : unknownOutcome(result);
}

/** Throws `not_found` alike for an unknown id and a wrong secret. */
export function requireOwn(
  secrets: PaymentSecrets,
  { paymentId, paymentSecret }: { paymentId: string; paymentSecret: string },
): void {
  if (!secrets.matches(paymentId, paymentSecret)) throw notFound();
}

/** What a customer is told of a payment that is not there, or not theirs. */
export function notFound(): AppError {
  return new AppError('not_found', 'This payment does not exist.');
}

type Begun =
  | { readonly kind: 'attempt'; readonly attemptId: string; readonly intentId: string }
  /** No card may be tried any more. */
  | { readonly kind: 'used_up'; readonly intentId: string }
  | { readonly kind: 'over'; readonly confirmation: Confirmation };

/** Opens the attempt, or finds the one this token opened before. At most one attempt of a payment is in flight. */
async function beginAttempt(
  { sql, clock, attemptsPerPayment }: ConfirmPaymentDeps,
  { shopId, paymentId, confirmationTokenId }: ConfirmPaymentInput,
  context: ChangeContext,
): Promise<Begun> {
  try {
    return await sql.transaction(async (tx): Promise<Begun> => {
      const locked = await lockPayment(tx, paymentId);
      if (locked?.shopId !== shopId) throw notFound();
      const { payment, attempts } = locked;
      const usedUp = attempts.length >= attemptsPerPayment;
      const known = attempts.find((attempt) => attempt.confirmationTokenId === confirmationTokenId);
      if (known?.status === 'failed') return { kind: 'over', confirmation: declinedAs(known, attempts) };
      if (payment.status === 'canceled') return { kind: 'over', confirmation: canceledAs(paymentId, usedUp) };
      if (payment.status === 'succeeded') {
        return { kind: 'over', confirmation: settledAs(payment, { kind: 'succeeded', paymentId }) };
      }
      const intentId = payment.stripePaymentIntentId;
      if (intentId === null) throw new AppError('conflict', 'This payment is not ready yet. Please start it again.');
      if (known !== undefined) return { kind: 'attempt', attemptId: known.id, intentId };

      const free = endOpenAttempt(openDraft(locked), context);
      if (usedUp) return { kind: 'used_up', intentId };
      const { draft, attempt } = startAttempt(free, confirmationTokenId, context);
      await commitChange(tx, { kind: 'moved', drafts: [draft] }, clock);
      return { kind: 'attempt', attemptId: attempt.id, intentId };
    });
  } catch (error) {
    if (isSqlUniqueViolation(error, 'payment_attempts_confirmation_token_id_key')) {
      throw new AppError('conflict', 'This card entry was already used for another payment.', { cause: error });
    }
    throw error;
  }
}

/** A customer who leaves a bank's challenge for another card ends the first attempt; one still in flight must end by itself. */
function endOpenAttempt(draft: Draft, context: ChangeContext): Draft {
  const open = openAttempt(draft);
  if (open === undefined) return draft;
  const isFresh = context.clock.now().getTime() - open.startedAt.getTime() < ABANDONED_AFTER_MS;
  if (open.status === 'processing' || (open.status === 'pending' && isFresh)) {
    throw new AppError('conflict', 'A payment attempt is still under way. Please wait a moment.');
  }
  return abandonAttempt(draft, open, context);
}

interface AttemptChange {
  readonly paymentId: string;
  readonly attemptId: string;
  readonly intentId: string;
  readonly context: ChangeContext;
}

async function answer(
  deps: ConfirmPaymentDeps,
  { paymentId, attemptId, context }: AttemptChange,
  reading: IntentReading,
  declined: FailureSignals | null,
): Promise<Confirmation> {
  const facts = intentFacts(reading.intent);
  const changed = await changePayment(deps, paymentId, (draft) => {
    const origin = { certainty: 'current' as const, asOf: reading.asOf, attemptId };
    return applyIntent(draft, facts, origin, context).draft;
  });
  return confirmationOf(changed, reading, declined ?? facts.failure ?? noSignals);
}

/**
 * Stripe refused the request itself, and no bank was asked: the attempt has failed. A request to confirm what was paid,
 * canceled or taken up by a bank meanwhile is refused as well; then the customer hears how the payment stands.
 */
async function reject(deps: ConfirmPaymentDeps, change: AttemptChange, signals: FailureSignals): Promise<Confirmation> {
  const { paymentId, attemptId, intentId, context } = change;
  const current = await deps.gateway.retrieveIntent(intentId);
  const settled =
    current.kind === 'ok' && NOTHING_TO_CONFIRM.has(current.reading.intent.status) ? current.reading : null;
  const changed = await changePayment(deps, paymentId, (draft) => {
    const rejected = rejectAttempt(draft, attemptId, signals, context);
    if (settled === null) return rejected;
    const origin = { certainty: 'current' as const, asOf: settled.asOf };
    return applyIntent(rejected, intentFacts(settled.intent), origin, context).draft;
  });
  if (settled === null) return declinedWith(paymentId, signals, failedOf(changed.attempts));
  return confirmationOf(changed, settled, noSignals);
}

/**
 * Ends a payment for which no card may be tried any more. Left open at Stripe, a challenge that its customer passes after
 * all would pay what they have begun to pay anew. It may be paid already: then they hear so.
 */
async function closeUsedUp(
  deps: ConfirmPaymentDeps,
  { paymentId, intentId, context }: Omit<AttemptChange, 'attemptId'>,
): Promise<Confirmation> {
  const current = await endUnlessPaid(deps.gateway, { intentId, paymentId });
  if (current.kind !== 'ok') return unknownOutcome(current);
  const { reading } = current;
  const changed = await changePayment(deps, paymentId, (draft) => {
    const origin = { certainty: 'current' as const, asOf: reading.asOf };
    return applyIntent(draft, intentFacts(reading.intent), origin, context).draft;
  });
  return reading.intent.status === 'canceled'
    ? canceledAs(paymentId, true)
    : confirmationOf(changed, reading, noSignals);
}

/** Cancels an intent that no money has come of or is under way for, and tells how it stands. */
async function endUnlessPaid(
  gateway: StripeGateway,
  { intentId, paymentId }: { intentId: string; paymentId: string },
): Promise<IntentResult> {
  const current = await gateway.retrieveIntent(intentId);
  if (current.kind !== 'ok' || NOTHING_TO_CONFIRM.has(current.reading.intent.status)) return current;
  const canceled = await gateway.cancelIntent({ intentId, paymentId });
  return canceled.kind === 'rejected' ? gateway.retrieveIntent(intentId) : canceled;
}

const NOTHING_TO_CONFIRM: ReadonlySet<string> = new Set(['succeeded', 'canceled', 'processing', 'requires_capture']);

/** What Stripe's answer means to the customer, once it is applied. */
function confirmationOf(
  { payment, attempts }: Pick<Draft, 'payment' | 'attempts'>,
  reading: IntentReading,
  declined: FailureSignals,
): Confirmation {
  const paymentId = payment.id;
  const status = parseIntentStatus(reading.intent.status);
  switch (status) {
    case 'succeeded':
      return settledAs(payment, { kind: status, paymentId });
    case 'canceled':
      return { kind: status, paymentId };
    case 'requires_action':
      return { kind: 'requires_action', paymentId, clientSecret: requireClientSecret(reading) };
    case 'requires_payment_method':
      return declinedWith(paymentId, declined, failedOf(attempts));
    case 'processing':
    case 'requires_capture':
    case 'requires_confirmation':
      return { kind: 'processing', paymentId };
  }
}

/** Money that is not the order's has not paid it, whatever Stripe says of the intent. */
function settledAs(payment: PaymentRecord, confirmation: Confirmation): Confirmation {
  const isUnderReview = confirmation.kind === 'succeeded' && statusForCustomer(payment) !== 'succeeded';
  return isUnderReview ? { kind: 'processing', paymentId: payment.id } : confirmation;
}

/** Nobody knows whether the card was charged: the attempt stays open for a repeat with the same key. */
function unknownOutcome({ cause }: GatewayFailure): never {
  throw new AppError(
    'stripe_unavailable',
    'We could not reach the payment network. You will not be charged twice: please try again.',
    { cause },
  );
}

function canceledAs(paymentId: string, usedUp: boolean): Confirmation {
  return { kind: 'canceled', paymentId, ...(usedUp ? { reason: 'attempts_used_up' as const } : {}) };
}

function declinedAs(attempt: AttemptRecord, attempts: readonly AttemptRecord[]): Confirmation {
  const signals = { ...noSignals, code: attempt.failureCode, declineCode: attempt.declineCode };
  return declinedWith(attempt.paymentId, signals, failedOf(attempts));
}

function failedOf(attempts: readonly AttemptRecord[]): number {
  return attempts.filter(({ status }) => status === 'failed').length;
}
