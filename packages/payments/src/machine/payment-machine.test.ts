import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decide,
  type IntentFact,
  type IntentStatus,
  initialState,
  isFinal,
  PAYMENT_STATUSES,
  type PaymentState,
  parseIntentStatus,
} from './payment-machine.ts';

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1) + second * 1000);
const event = (status: IntentStatus, second: number): IntentFact => ({ status, asOf: at(second), certainty: 'event' });

/** What Stripe lets follow what: https://docs.stripe.com/payments/paymentintents/lifecycle */
const FOLLOWERS: Record<IntentStatus, readonly IntentStatus[]> = {
  requires_payment_method: ['requires_confirmation', 'requires_action', 'processing', 'succeeded', 'canceled'],
  requires_confirmation: ['requires_payment_method', 'requires_action', 'processing', 'succeeded', 'canceled'],
  requires_action: ['requires_payment_method', 'processing', 'requires_capture', 'succeeded', 'canceled'],
  processing: ['requires_payment_method', 'requires_capture', 'succeeded', 'canceled'],
  requires_capture: ['succeeded', 'canceled'],
  succeeded: [],
  canceled: [],
};

/** A true history of an intent: legal steps, each stamped to the second, several of which may share a second. */
const history = fc
  .array(fc.record({ pick: fc.nat(), wait: fc.nat({ max: 2 }) }), { minLength: 1, maxLength: 12 })
  .map((steps) => {
    const facts: IntentFact[] = [event('requires_payment_method', 0)];
    let status: IntentStatus = 'requires_payment_method';
    let second = 0;
    for (const { pick, wait } of steps) {
      const followers: readonly IntentStatus[] = FOLLOWERS[status];
      const next: IntentStatus | undefined = followers[pick % Math.max(followers.length, 1)];
      if (next === undefined) break;
      status = next;
      second += wait;
      facts.push(event(status, second));
    }
    return facts;
  });

/** A history as the network delivers it: shuffled, with every event arriving one to three times. */
const delivered = history.chain((facts) =>
  fc.record({
    facts: fc.constant(facts),
    deliveries: fc
      .array(fc.integer({ min: 1, max: 3 }), { minLength: facts.length, maxLength: facts.length })
      .map((times) => facts.flatMap((fact, index) => Array.from({ length: times[index] ?? 1 }, () => fact)))
      .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
  }),
);

/** Applies one fact the way the applier does: where the order is unclear it asks Stripe, who knows the truth. */
function apply(state: PaymentState, fact: IntentFact, truth: IntentFact): PaymentState {
  const decision = decide(state, fact);
  if (decision.kind === 'ignore') return state;
  if (decision.kind === 'unclear') return apply(state, { ...truth, certainty: 'current' }, truth);
  return decision.next;
}

function lastOf(facts: readonly IntentFact[]): IntentFact {
  const last = facts.at(-1);
  if (last === undefined) throw new Error('a history is never empty');
  return last;
}

describe('payment state machine', () => {
  it('ends where Stripe ends, whatever the order and number of deliveries', () => {
    fc.assert(
      fc.property(delivered, ({ facts, deliveries }) => {
        const truth = lastOf(facts);
        const end = deliveries.reduce((state, fact) => apply(state, fact, truth), initialState);
        expect(end.status).toBe(truth.status);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never moves backwards: a final status stays, and what it reflects never gets older', () => {
    fc.assert(
      fc.property(delivered, ({ facts, deliveries }) => {
        const truth = lastOf(facts);
        let state = initialState;
        for (const fact of deliveries) {
          const next = apply(state, fact, truth);
          if (isFinal(state.status)) expect(next.status).toBe(state.status);
          expect((next.asOf?.getTime() ?? 0) >= (state.asOf?.getTime() ?? 0)).toBe(true);
          state = next;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes a second delivery of the same event for what it is', () => {
    fc.assert(
      fc.property(delivered, ({ facts, deliveries }) => {
        const truth = lastOf(facts);
        const end = deliveries.reduce((state, fact) => apply(state, fact, truth), initialState);
        for (const fact of deliveries) expect(decide(end, fact).kind).not.toBe('advance');
      }),
    );
  });

  it('lets a failed attempt return to requires_payment_method and ignores what came before it', () => {
    const afterFailure: PaymentState = { status: 'requires_payment_method', asOf: at(20) };
    expect(decide(afterFailure, event('requires_action', 10))).toEqual({ kind: 'ignore', reason: 'stale' });
    expect(decide({ status: 'processing', asOf: at(10) }, event('requires_payment_method', 20))).toEqual({
      kind: 'advance',
      next: afterFailure,
    });
  });

  it('asks when two events of one second contradict each other', () => {
    expect(decide({ status: 'requires_action', asOf: at(5) }, event('requires_payment_method', 5))).toEqual({
      kind: 'unclear',
    });
  });

  it('believes success however late it arrives', () => {
    expect(decide({ status: 'requires_action', asOf: at(9) }, event('succeeded', 8))).toEqual({
      kind: 'advance',
      next: { status: 'succeeded', asOf: at(9) },
    });
  });

  it('refuses every other status once final', () => {
    expect(decide({ status: 'succeeded', asOf: at(1) }, event('canceled', 9))).toEqual({
      kind: 'ignore',
      reason: 'final',
    });
    expect(
      decide({ status: 'canceled', asOf: at(1) }, { ...event('requires_action', 9), certainty: 'current' }),
    ).toEqual({
      kind: 'ignore',
      reason: 'final',
    });
  });

  it('learns the first fact whatever its moment, and asks about none', () => {
    for (const certainty of ['event', 'current'] as const) {
      expect(decide(initialState, { ...event('requires_action', 5), certainty })).toEqual({
        kind: 'advance',
        next: { status: 'requires_action', asOf: at(5) },
      });
    }
  });

  it('believes a final fact that is the first one', () => {
    expect(decide(initialState, event('canceled', 5))).toEqual({
      kind: 'advance',
      next: { status: 'canceled', asOf: at(5) },
    });
  });

  it('takes what it reads from Stripe for the last word of its second', () => {
    const read: IntentFact = { ...event('requires_payment_method', 5), certainty: 'current' };
    expect(decide({ status: 'requires_action', asOf: at(5) }, read)).toEqual({
      kind: 'advance',
      next: { status: 'requires_payment_method', asOf: at(5) },
    });
    expect(decide({ status: 'requires_action', asOf: at(6) }, read)).toEqual({ kind: 'ignore', reason: 'stale' });
  });

  it.each(['processing', 'succeeded'] as const)(
    'confirms %s when it is told again, and reflects the newer of both moments',
    (status) => {
      for (const [known, told, newer] of [
        [at(5), 9, at(9)],
        [at(5), 5, at(5)],
        [at(5), 1, at(5)],
        [null, 1, at(1)],
      ] as const) {
        expect(decide({ status, asOf: known }, event(status, told))).toEqual({
          kind: 'confirm',
          next: { status, asOf: newer },
        });
      }
    },
  );

  it('calls two statuses final and no other', () => {
    expect(PAYMENT_STATUSES.filter(isFinal)).toEqual(['succeeded', 'canceled']);
  });

  it('knows every status of Stripe, and refuses others rather than guess', () => {
    for (const status of PAYMENT_STATUSES.filter((known) => known !== 'created')) {
      expect(parseIntentStatus(status)).toBe(status);
    }
    for (const status of ['created', 'paid', '']) {
      expect(() => parseIntentStatus(status)).toThrow(`an intent status this version does not know: ${status}`);
    }
  });
});
