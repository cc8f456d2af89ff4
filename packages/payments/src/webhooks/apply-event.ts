import { type Db, type Payment, type Tx, withAdvisoryLock } from '@flashstudio/db';
import type { Logger } from '@flashstudio/platform';
import type Stripe from 'stripe';
import { type ApplyIntentDeps, applyIntent } from '../ledger/apply-intent.ts';
import { enrichAttempt } from '../ledger/attempts.ts';
import type { IntentReading, StripeGateway } from '../stripe/gateway.ts';
import { chargeFacts, intentFacts } from '../stripe/intent-facts.ts';
import type { Inbox } from './inbox.ts';

export interface ApplyEventDeps extends ApplyIntentDeps {
  readonly db: Db;
  readonly gateway: StripeGateway;
  readonly inbox: Inbox;
  readonly logger: Logger;
}

type Outcome = 'done' | 'taken' | { readonly unclear: string };

/**
 * Applies one event of the inbox: event, payment and everything that follows move in one transaction, so that a crash
 * at any point leaves the event waiting. Where Stripe's stamps leave the order unclear, Stripe is asked first, outside
 * the transaction. Returns false when another replica has the event. Throws when Stripe cannot be asked.
 */
export async function applyEvent(deps: ApplyEventDeps, eventId: string): Promise<boolean> {
  const outcome = await inTransaction(deps, eventId);
  if (typeof outcome === 'string') return outcome === 'done';
  const current = await deps.gateway.retrieveIntent(outcome.unclear);
  if (current.kind !== 'ok')
    throw new Error(`Stripe did not tell the current state of ${outcome.unclear}`, { cause: current.cause });
  return (await inTransaction(deps, eventId, current.reading)) === 'done';
}

async function inTransaction(deps: ApplyEventDeps, eventId: string, reading?: IntentReading): Promise<Outcome> {
  return deps.db.$transaction(async (tx): Promise<Outcome> => {
    const taken = await deps.inbox.take(tx, eventId);
    if (taken === null) return 'taken';
    const { event } = taken;

    const intent = intentOf(event);
    if (intent !== null) return applyIntentEvent(deps, tx, event, intent, reading);
    const charge = chargeOf(event);
    if (charge !== null) return applyChargeEvent(deps, tx, event, charge);
    await deps.inbox.finish(tx, eventId, 'ignored', 'no part of the platform acts on this type');
    return 'done';
  });
}

async function applyIntentEvent(
  deps: ApplyEventDeps,
  tx: Tx,
  event: Stripe.Event,
  intent: Stripe.PaymentIntent,
  reading: IntentReading | undefined,
): Promise<Outcome> {
  const facts = intentFacts(reading?.intent ?? intent);
  const payment = await lockPayment(tx, facts.intentId, facts.paymentId);
  if (payment === null) return ignoreUnknown(deps, tx, event);

  const outcome = await applyIntent(deps, tx, payment, facts, {
    source: 'webhook',
    certainty: reading === undefined ? 'event' : 'current',
    asOf: reading?.asOf ?? new Date(event.created * 1000),
    stripeEventId: event.id,
  });
  if (outcome === 'unclear') return { unclear: facts.intentId };
  await deps.inbox.finish(tx, event.id, 'applied', outcome);
  return 'done';
}

async function applyChargeEvent(
  deps: ApplyEventDeps,
  tx: Tx,
  event: Stripe.Event,
  charge: Stripe.Charge,
): Promise<Outcome> {
  const facts = chargeFacts(charge);
  const payment = facts.intentId === null ? null : await lockPayment(tx, facts.intentId, null);
  if (payment === null) return ignoreUnknown(deps, tx, event);
  const known = await enrichAttempt(tx, deps.clock, payment, facts);
  await deps.inbox.finish(tx, event.id, 'applied', known ? 'attempt completed' : 'no attempt of ours');
  return 'done';
}

async function ignoreUnknown(deps: ApplyEventDeps, tx: Tx, event: Stripe.Event): Promise<Outcome> {
  await deps.inbox.finish(tx, event.id, 'ignored', 'not a payment of this platform');
  return 'done';
}

/** Finds the payment of an intent and serialises everything that happens to it until the transaction ends. */
async function lockPayment(tx: Tx, intentId: string, paymentId: string | null): Promise<Payment | null> {
  const found =
    (await tx.payment.findUnique({ where: { stripePaymentIntentId: intentId }, select: { id: true } })) ??
    // The event may overtake the answer to our own request that made the intent.
    (paymentId === null
      ? null
      : await tx.payment.findFirst({ where: { id: paymentId, stripePaymentIntentId: null }, select: { id: true } }));
  if (found === null) return null;
  await withAdvisoryLock(tx, found.id);
  return tx.payment.findUnique({ where: { id: found.id } });
}

function intentOf(event: Stripe.Event): Stripe.PaymentIntent | null {
  return event.data.object.object === 'payment_intent' ? event.data.object : null;
}

function chargeOf(event: Stripe.Event): Stripe.Charge | null {
  return event.data.object.object === 'charge' ? event.data.object : null;
}
