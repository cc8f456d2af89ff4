import type { Sql } from '@flashstudio/db';
import type { Clock, Logger } from '@flashstudio/platform';
import type Stripe from 'stripe';
import { applyCharge } from '../changes/apply-charge.ts';
import { applyIntent } from '../changes/apply-intent.ts';
import { commitChange } from '../changes/commit-change.ts';
import { byStripe, type ChangeContext, type Draft, openDraft } from '../changes/draft.ts';
import { lockPayments } from '../changes/lock-payments.ts';
import type { StripeGateway } from '../stripe/gateway.ts';
import { type ChargeFacts, chargeFacts, type IntentFacts, intentFacts } from '../stripe/intent-facts.ts';
import { foreignOrigin, isOwnIntent, type OwnOrigin } from './event-origin.ts';
import type { DueEvent, FinishedEvent, Inbox, TakenEvent } from './inbox.ts';
import { parseEvent } from './read-event.ts';

export interface ApplyEventsDeps {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly gateway: StripeGateway;
  readonly inbox: Inbox;
  readonly own: OwnOrigin;
  readonly logger: Logger;
  /** Wakes the readers of the event log, after a commit. */
  readonly wake: () => void;
}

/** Events of one payment, due together. */
export interface DuePayment {
  readonly paymentId: string;
  readonly events: readonly DueEvent[];
}

interface Failed {
  readonly event: TakenEvent;
  readonly error: unknown;
}

interface UnclearEvent {
  readonly paymentId: string;
  readonly intentId: string;
  readonly event: TakenEvent;
}

interface BatchResult {
  readonly handled: number;
  readonly failed: readonly Failed[];
  /** Events that do not tell how their intent stands. */
  readonly unclear: readonly UnclearEvent[];
}

/**
 * Applies everything that waits for these payments: events, payments and what follows move in one transaction, so that
 * a crash at any point leaves the events waiting. Where Stripe's stamps leave the order unclear, or the shape is not that
 * of our version, Stripe is asked, outside the transaction, once for all events of an intent. An event that cannot be applied is put off and holds up no other. Returns how many were handled.
 */
export async function applyEvents(deps: ApplyEventsDeps, due: readonly DuePayment[]): Promise<number> {
  const { handled, failed, unclear } = await inTransaction(deps, due);
  if (handled > 0) deps.wake();
  for (const { event, error } of failed) await putOff(deps, event.id, error);
  for (const group of Map.groupBy(unclear, ({ paymentId, intentId }) => `${paymentId} ${intentId}`).values()) {
    try {
      await applyCurrent(deps, group);
    } catch (error) {
      for (const { event } of group) await putOff(deps, event.id, error);
    }
  }
  return handled + failed.length + unclear.length;
}

/** Puts an event off and says so. */
export async function putOff({ inbox, logger }: ApplyEventsDeps, eventId: string, error: unknown): Promise<void> {
  const status = await inbox.putOff(eventId, error instanceof Error ? error.message : String(error));
  logger[status === 'failed' ? 'error' : 'warn'](
    { err: error, stripeEventId: eventId, status },
    'webhook event could not be applied',
  );
}

function inTransaction(deps: ApplyEventsDeps, due: readonly DuePayment[]): Promise<BatchResult> {
  const { sql, inbox, clock } = deps;
  return sql.transaction(async (tx) => {
    const locked = await lockPayments(
      tx,
      due.map(({ paymentId }) => paymentId),
    );
    const taken = await inbox.take(
      tx,
      due.flatMap(({ events }) => events),
    );
    const drafts: Draft[] = [];
    const finished: FinishedEvent[] = [];
    const failed: Failed[] = [];
    const unclear: UnclearEvent[] = [];
    for (const payment of locked) {
      const subjects = subjectsOf(due, payment.payment.id);
      let draft = openDraft(payment);
      for (const event of taken.filter(({ subject }) => subjects.has(subject))) {
        try {
          const applied = applyEvent(draft, event, deps);
          if (applied.kind === 'unclear') {
            unclear.push({ paymentId: payment.payment.id, intentId: applied.intentId, event });
            continue;
          }
          draft = applied.draft;
          finished.push({ id: event.id, status: applied.status, outcome: applied.outcome });
        } catch (error) {
          failed.push({ event, error });
        }
      }
      drafts.push(draft);
    }
    await commitChange(tx, { kind: 'moved', drafts }, clock);
    await inbox.finish(tx, finished);
    return { handled: finished.length, failed, unclear };
  });
}

function subjectsOf(due: readonly DuePayment[], paymentId: string): ReadonlySet<string> {
  return new Set(due.find((payment) => payment.paymentId === paymentId)?.events.map(({ subject }) => subject));
}

type AppliedEvent =
  | { readonly kind: 'unclear'; readonly intentId: string }
  | {
      readonly kind: 'done';
      readonly outcome: string;
      readonly status: 'applied' | 'ignored';
      readonly draft: Draft;
    };

function applyEvent(draft: Draft, taken: TakenEvent, deps: ApplyEventsDeps): AppliedEvent {
  const event = parseEvent(taken.body);
  const foreign = foreignOrigin(event, deps.own);
  if (foreign !== null) return ignored(draft, foreign);
  const intent = intentOf(event);
  const charge = chargeOf(event);
  if (intent === null && charge === null) return ignored(draft, 'no part of the platform acts on this type');
  // An endpoint may have a version of its own, and a fact may have moved or be absent in its shapes.
  if (event.api_version !== deps.own.apiVersion) return askAbout(draft, taken.subject);
  const context = byStripe(deps.clock, { stripeEventId: event.id });
  if (intent !== null) return applyIntentEvent(draft, intentFacts(intent), new Date(event.created * 1000), context);
  return charge === null ? ignored(draft, ANOTHER_INTENT) : applyChargeEvent(draft, chargeFacts(charge), context);
}

function applyIntentEvent(draft: Draft, facts: IntentFacts, asOf: Date, context: ChangeContext): AppliedEvent {
  if (!isOwnIntent(draft.payment, facts)) return ignored(draft, ANOTHER_INTENT);
  if (facts.status === 'succeeded' && facts.chargeId === null) return askAbout(draft, facts.intentId);
  const applied = applyIntent(draft, facts, { certainty: 'event', asOf }, context);
  return applied.outcome === 'unclear'
    ? { kind: 'unclear', intentId: facts.intentId }
    : { kind: 'done', outcome: applied.outcome, status: 'applied', draft: applied.draft };
}

function applyChargeEvent(draft: Draft, facts: ChargeFacts, context: ChangeContext): AppliedEvent {
  if (!isOwnIntent(draft.payment, facts)) return ignored(draft, ANOTHER_INTENT);
  const completed = applyCharge(draft, facts, context);
  return completed === undefined
    ? { kind: 'done', draft, outcome: 'no attempt of ours', status: 'applied' }
    : { kind: 'done', draft: completed, outcome: 'attempt completed', status: 'applied' };
}

/** Stripe is asked how the intent stands, unless it is known to be another one than the payment's. */
function askAbout(draft: Draft, intentId: string): AppliedEvent {
  const known = draft.payment.stripePaymentIntentId;
  return known === null || known === intentId ? { kind: 'unclear', intentId } : ignored(draft, ANOTHER_INTENT);
}

const ANOTHER_INTENT = 'of another intent than the payment it names';

/** The event is kept, marked with the reason, and changes nothing. */
function ignored(draft: Draft, outcome: string): AppliedEvent {
  return { kind: 'done', draft, outcome, status: 'ignored' };
}

/**
 * Asks Stripe how an intent stands now and applies that in place of its events, oldest first. Throws when Stripe does
 * not answer.
 */
async function applyCurrent(deps: ApplyEventsDeps, group: readonly UnclearEvent[]): Promise<void> {
  const newest = group.at(-1);
  if (newest === undefined) return;
  const { paymentId, intentId } = newest;
  const current = await deps.gateway.retrieveIntent(intentId);
  if (current.kind !== 'ok') {
    throw new Error(`Stripe did not tell the current state of ${intentId}`, { cause: current.cause });
  }
  const { intent, asOf } = current.reading;
  const facts = intentFacts(intent);
  const ids = new Set(group.map(({ event }) => event.id));
  await deps.sql.transaction(async (tx) => {
    const [locked] = await lockPayments(tx, [paymentId]);
    const taken = await deps.inbox.take(
      tx,
      group.map(({ event: { id, subject } }) => ({ id, subject, paymentId })),
    );
    const waiting = taken.filter(({ id }) => ids.has(id));
    if (locked === undefined || waiting.length === 0) return;
    const finish = (status: FinishedEvent['status'], outcome: string) =>
      deps.inbox.finish(
        tx,
        waiting.map(({ id }) => ({ id, status, outcome })),
      );
    if (!isOwnIntent(locked.payment, facts)) return finish('ignored', ANOTHER_INTENT);
    const context = byStripe(deps.clock, { stripeEventId: newest.event.id });
    const { draft } = applyIntent(openDraft(locked), facts, { certainty: 'current', asOf }, context);
    await commitChange(tx, { kind: 'moved', drafts: [draft] }, deps.clock);
    await finish('applied', 'read anew from Stripe');
  });
  deps.wake();
}

function intentOf(event: Stripe.Event): Stripe.PaymentIntent | null {
  return event.data.object.object === 'payment_intent' ? event.data.object : null;
}

function chargeOf(event: Stripe.Event): Stripe.Charge | null {
  return event.data.object.object === 'charge' ? event.data.object : null;
}
