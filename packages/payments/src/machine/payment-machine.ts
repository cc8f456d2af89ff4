/**
 * The state machine of one payment, as a pure function: no clock, no database, no Stripe.
 *
 * It mirrors the life of a PaymentIntent (https://docs.stripe.com/payments/paymentintents/lifecycle) and adds
 * `created`, the moment before Stripe knows of it. What it decides is whether a fact learnt about the intent is
 * news: webhooks arrive late, twice and in any order, and Stripe stamps them to the second only.
 */

/** Every status a payment can have; those after the first are Stripe's own words. */
export const PAYMENT_STATUSES = [
  'created',
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'requires_capture',
  'succeeded',
  'canceled',
] as const;

export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Every status Stripe can report of an intent. */
export type IntentStatus = Exclude<PaymentStatus, 'created'>;

export interface PaymentState {
  readonly status: PaymentStatus;
  /** Newest moment of Stripe's history this state reflects (UTC, Stripe's clock), or null before the first. */
  readonly asOf: Date | null;
}

/** Something Stripe told us about the intent. */
export interface IntentFact {
  readonly status: IntentStatus;
  /** Moment this was true, by Stripe's clock (UTC): an event's `created`, or the `Date` header of a response. */
  readonly asOf: Date;
  /** `current`: read from Stripe, so it is the last word for its second. `event`: a webhook, which may be any of it. */
  readonly certainty: 'current' | 'event';
}

export type Decision =
  /** The fact is news: move to `next`. */
  | { readonly kind: 'advance'; readonly next: PaymentState }
  /** The status is known already; only the moment may move forward. */
  | { readonly kind: 'confirm'; readonly next: PaymentState }
  /** The fact is old, or the payment is final: nothing changes. */
  | { readonly kind: 'ignore'; readonly reason: 'stale' | 'final' }
  /** Two facts of the same second contradict each other: ask Stripe for the current state. */
  | { readonly kind: 'unclear' };

/** Narrows Stripe's open string. Throws on a status this version does not know: guessing would move money wrongly. */
export function parseIntentStatus(status: string): IntentStatus {
  const known = PAYMENT_STATUSES.find((candidate) => candidate === status);
  if (known === undefined || known === 'created')
    throw new Error(`Stripe reported an intent status this version does not know: ${status}`);
  return known;
}

const FINAL: ReadonlySet<PaymentStatus> = new Set<PaymentStatus>(['succeeded', 'canceled']);

/** Whether a payment in this status can never change its status again. Refunds and disputes come on top of it. */
export function isFinal(status: PaymentStatus): boolean {
  return FINAL.has(status);
}

/** The state of a payment nobody has told Stripe about yet. */
export const initialState: PaymentState = { status: 'created', asOf: null };

/**
 * Decides what a fact from Stripe means for a payment.
 *
 * Final statuses are absorbing at Stripe, so a fact that says `succeeded` or `canceled` is true whatever its age,
 * and a payment that is final believes nothing else. Otherwise the newer fact wins; within one second, where
 * Stripe's stamps cannot tell which is newer, the answer is `unclear`.
 */
export function decide(state: PaymentState, fact: IntentFact): Decision {
  if (isFinal(state.status)) {
    return state.status === fact.status
      ? { kind: 'confirm', next: { status: state.status, asOf: later(state.asOf, fact.asOf) } }
      : { kind: 'ignore', reason: 'final' };
  }
  if (state.status === fact.status) {
    return { kind: 'confirm', next: { status: state.status, asOf: later(state.asOf, fact.asOf) } };
  }
  if (state.asOf === null || isFinal(fact.status)) {
    return { kind: 'advance', next: { status: fact.status, asOf: later(state.asOf, fact.asOf) } };
  }
  if (fact.asOf < state.asOf) return { kind: 'ignore', reason: 'stale' };
  if (fact.asOf > state.asOf || fact.certainty === 'current') {
    return { kind: 'advance', next: { status: fact.status, asOf: fact.asOf } };
  }
  return { kind: 'unclear' };
}

function later(a: Date | null, b: Date): Date {
  return a !== null && a > b ? a : b;
}
