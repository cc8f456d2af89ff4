import type { Sql } from '@flashstudio/db';
import type { Clock, Logger } from '@flashstudio/platform';
import type Stripe from 'stripe';
import { applyCharge } from '../changes/apply-charge.ts';
import { applyIntent } from '../changes/apply-intent.ts';
import { commitChange } from '../changes/commit-change.ts';
import { type ChangeContext, type Draft, openDraft } from '../changes/draft.ts';
import { lockPayments } from '../changes/lock-payments.ts';
import type { IntentReading, StripeGateway } from '../stripe/gateway.ts';
import { chargeFacts, intentFacts } from '../stripe/intent-facts.ts';
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

interface BatchResult {
  readonly handled: number;
  readonly failed: readonly Failed[];
  /** Intents whose order of events Stripe's stamps leave open. */
  readonly unclear: readonly { readonly paymentId: string; readonly intentId: string; readonly event: TakenEvent }[];
}

/**
 * Applies everything that waits for these payments: events, payments and what follows move in one transaction, so that
 * a crash at any point leaves the events waiting. Where Stripe's stamps leave the order unclear, Stripe is asked, outside
 * the transaction. An event that cannot be applied is put off and holds up no other. Returns how many were handled.
 */
export async function applyEvents(deps: ApplyEventsDeps, due: readonly DuePayment[]): Promise<number> {
  const { handled, failed, unclear } = await inTransaction(deps, due);
  if (handled > 0) deps.wake();
  for (const { event, error } of failed) await putOff(deps, event.id, error);
  for (const { paymentId, intentId, event } of unclear) {
    await applyCurrent(deps, paymentId, intentId, event).catch((error: unknown) => putOff(deps, event.id, error));
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
    const unclear: BatchResult['unclear'][number][] = [];
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
  const context = webhookContext(deps.clock, event.id);
  const intent = intentOf(event);
  if (intent !== null) {
    const facts = intentFacts(intent);
    if (!isOwnIntent(draft.payment, facts)) return ignored(draft, ANOTHER_INTENT);
    const asOf = new Date(event.created * 1000);
    const applied = applyIntent(draft, facts, { certainty: 'event', asOf }, context);
    return applied.outcome === 'unclear'
      ? { kind: 'unclear', intentId: facts.intentId }
      : { kind: 'done', outcome: applied.outcome, status: 'applied', draft: applied.draft };
  }
  const charge = chargeOf(event);
  if (charge === null) return ignored(draft, 'no part of the platform acts on this type');
  const facts = chargeFacts(charge);
  if (!isOwnIntent(draft.payment, facts)) return ignored(draft, ANOTHER_INTENT);
  const completed = applyCharge(draft, facts, context);
  return completed === undefined
    ? { kind: 'done', draft, outcome: 'no attempt of ours', status: 'applied' }
    : { kind: 'done', draft: completed, outcome: 'attempt completed', status: 'applied' };
}

const ANOTHER_INTENT = 'of another intent than the payment it names';

/** The event is kept, marked with the reason, and changes nothing. */
function ignored(draft: Draft, outcome: string): AppliedEvent {
  return { kind: 'done', draft, outcome, status: 'ignored' };
}

/** Asks Stripe how the intent stands now and applies that in place of the event. Throws when Stripe does not answer. */
async function applyCurrent(
  deps: ApplyEventsDeps,
  paymentId: string,
  intentId: string,
  event: TakenEvent,
): Promise<void> {
  const current = await deps.gateway.retrieveIntent(intentId);
  if (current.kind !== 'ok') {
    throw new Error(`Stripe did not tell the current state of ${intentId}`, { cause: current.cause });
  }
  await deps.sql.transaction(async (tx) => {
    const locked = await lockPayments(tx, [paymentId]);
    const waiting = await deps.inbox.take(tx, [{ id: event.id, subject: event.subject, paymentId }]);
    if (!waiting.some(({ id }) => id === event.id)) return;
    const drafts = locked.map((payment) => applyReading(openDraft(payment), current.reading, deps.clock, event.id));
    await commitChange(tx, { kind: 'moved', drafts }, deps.clock);
    await deps.inbox.finish(tx, [{ id: event.id, status: 'applied', outcome: 'read anew from Stripe' }]);
  });
  deps.wake();
}

function applyReading(draft: Draft, { intent, asOf }: IntentReading, clock: Clock, eventId: string): Draft {
  const origin = { certainty: 'current' as const, asOf };
  return applyIntent(draft, intentFacts(intent), origin, webhookContext(clock, eventId)).draft;
}

function webhookContext(clock: Clock, stripeEventId: string): ChangeContext {
  return { clock, actor: { kind: 'stripe', id: null }, cause: { stripeEventId } };
}

function intentOf(event: Stripe.Event): Stripe.PaymentIntent | null {
  return event.data.object.object === 'payment_intent' ? event.data.object : null;
}

function chargeOf(event: Stripe.Event): Stripe.Charge | null {
  return event.data.object.object === 'charge' ? event.data.object : null;
}
