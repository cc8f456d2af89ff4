import type { Actor, Cause, NewEvent } from '@flashstudio/events';
import type { Clock } from '@flashstudio/platform';
import type { AttemptRecord, LedgerRecord, LockedPayment, PaymentRecord } from './records.ts';

/** What a change of a payment will write: made by pure functions, written by `commitChange`, and by nothing else. */
export interface Draft {
  /** As the transaction found it. */
  readonly locked: LockedPayment;
  readonly payment: PaymentRecord;
  /** Those that were there, changed or not, then new ones. */
  readonly attempts: readonly AttemptRecord[];
  readonly ledger: readonly LedgerRecord[];
  /** Where the payment takes its order; null leaves it. */
  readonly orderStatus: 'paid' | 'canceled' | null;
  readonly events: readonly NewEvent[];
}

/** Who changes a payment, why, and by which clock. */
export interface ChangeContext {
  readonly clock: Clock;
  readonly actor: Actor;
  readonly cause: Cause;
}

/** A change that follows from what Stripe said. */
export function byStripe(clock: Clock, cause: Cause): ChangeContext {
  return { clock, actor: { kind: 'stripe', id: null }, cause };
}

/** A draft that changes nothing yet. */
export function openDraft(locked: LockedPayment): Draft {
  return { locked, payment: locked.payment, attempts: locked.attempts, ledger: [], orderStatus: null, events: [] };
}

/** Whether committing the draft would write anything. */
export function isUnchanged(draft: Draft): boolean {
  return (
    draft.payment === draft.locked.payment &&
    draft.events.length === 0 &&
    draft.ledger.length === 0 &&
    changedAttempts(draft).length === 0
  );
}

/** Attempts that are new or differ from what was locked; changed ones first, so that a closed one makes room for its successor. */
export function changedAttempts({ locked, attempts }: Draft): readonly AttemptRecord[] {
  return attempts.filter((attempt) => !locked.attempts.includes(attempt));
}

/** The draft with an attempt put in the place of the one of the same id, or added. */
export function withAttempt(draft: Draft, attempt: AttemptRecord): Draft {
  const known = draft.attempts.some(({ id }) => id === attempt.id);
  const attempts = known
    ? draft.attempts.map((other) => (other.id === attempt.id ? attempt : other))
    : [...draft.attempts, attempt];
  return { ...draft, attempts };
}

/** The draft with some of the payment's columns changed. */
export function withPayment(draft: Draft, change: Partial<PaymentRecord>): Draft {
  return { ...draft, payment: { ...draft.payment, ...change } };
}

/** The draft with an event more. */
export function withEvent(draft: Draft, event: NewEvent): Draft {
  return { ...draft, events: [...draft.events, event] };
}

/** The attempt in flight, of which there is at most one. */
export function openAttempt({ attempts }: Draft): AttemptRecord | undefined {
  return attempts.find(({ openForPaymentId }) => openForPaymentId !== null);
}
