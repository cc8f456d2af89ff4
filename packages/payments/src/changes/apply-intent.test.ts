import { money } from '@flashstudio/money';
import { createTestClock } from '@flashstudio/platform';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newPayment } from '../checkout/new-payment.ts';
import { attemptFailed, paymentCaptured, statusChanged } from '../events.ts';
import { noSignals } from '../failures/failure-class.ts';
import type { IntentStatus } from '../machine/payment-machine.ts';
import type { IntentFacts } from '../stripe/intent-facts.ts';
import { applyIntent } from './apply-intent.ts';
import { abandonAttempt, rejectAttempt, startAttempt } from './attempts.ts';
import { type ChangeContext, changedAttempts, type Draft, isUnchanged, openDraft } from './draft.ts';

const clock = createTestClock('2026-03-02T12:00:00Z');
const context: ChangeContext = { clock, actor: { kind: 'stripe', id: null }, cause: { stripeEventId: 'evt_1' } };
const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 12) + second * 1000);

function fresh(): Draft {
  const payment = newPayment({ id: 'pay_1', orderId: 'ord_1', total: money(2400n, 'USD'), now: at(0) });
  return openDraft({ payment, shopId: 'shop_1', customerId: 'cus_1', attempts: [] });
}

/** What the next transaction finds after this one's commit. */
function committed(draft: Draft): Draft {
  return openDraft({ ...draft.locked, payment: draft.payment, attempts: draft.attempts });
}

function facts(status: IntentStatus, changes: Partial<IntentFacts> = {}): IntentFacts {
  return {
    intentId: 'pi_1',
    paymentId: 'pay_1',
    status,
    ...money(2400n, 'USD'),
    amountReceived: status === 'succeeded' ? 2400n : 0n,
    chargeId: status === 'succeeded' ? 'ch_1' : null,
    charge: null,
    failure: null,
    failedChargeId: null,
    failedCard: null,
    cancellationReason: null,
    ...changes,
  };
}

const declined = facts('requires_payment_method', {
  failure: { ...noSignals, code: 'card_declined', declineCode: 'insufficient_funds' },
  failedChargeId: 'ch_0',
});

const apply = (draft: Draft, fact: IntentFacts, second: number, certainty: 'event' | 'current' = 'event') =>
  applyIntent(draft, fact, { certainty, asOf: at(second) }, context);

const typesOf = (draft: Draft) => draft.events.map(({ type }) => type);

describe('what Stripe says of an intent, applied to a payment', () => {
  it('books a success once, with the amount that was received', () => {
    const paid = apply(fresh(), facts('succeeded', { amountReceived: 2300n }), 1).draft;
    expect(paid.payment).toMatchObject({ status: 'succeeded', capturedAmount: 2300n, succeededAt: at(1) });
    expect(paid.ledger).toMatchObject([{ kind: 'capture', amount: 2300n, currency: 'USD', stripeObjectId: 'ch_1' }]);
    expect(paid.orderStatus).toBe('paid');
    expect(typesOf(paid)).toEqual([
      'payment.attempt_started',
      'payment.attempt_succeeded',
      'payment.status_changed',
      'payment.captured',
    ]);

    const again = apply(committed(paid), facts('succeeded', { amountReceived: 2300n }), 1);
    expect(again.outcome).toBe('known');
    expect(isUnchanged(again.draft)).toBe(true);
  });

  it('does not guess where two facts of one second contradict each other', () => {
    const waiting = apply(fresh(), facts('requires_action'), 1).draft;
    expect(apply(committed(waiting), declined, 1)).toMatchObject({ outcome: 'unclear' });
    expect(apply(committed(waiting), declined, 1, 'current')).toMatchObject({ outcome: 'applied' });
  });

  it('tells a second decline even though the status stays', () => {
    const once = apply(fresh(), declined, 1).draft;
    const twice = apply(committed(once), { ...declined, failedChargeId: 'ch_9' }, 2).draft;
    expect(twice.events.filter(({ type }) => type === attemptFailed.type)).toHaveLength(1);
    expect(twice.attempts).toMatchObject([{ stripeChargeId: 'ch_0' }, { stripeChargeId: 'ch_9' }]);
  });

  it('closes the order of a payment that was canceled and says why', () => {
    const canceled = apply(fresh(), facts('canceled', { cancellationReason: 'abandoned' }), 1).draft;
    expect(canceled.orderStatus).toBe('canceled');
    expect(canceled.payment.finalizedAt).toEqual(at(1));
    expect(canceled.events.at(-1)).toMatchObject({ type: 'payment.canceled', data: { reason: 'abandoned' } });
  });

  it('throws on a success without a charge rather than booking money that nobody can find', () => {
    expect(() => apply(fresh(), facts('succeeded', { chargeId: null }), 1)).toThrow('without a charge');
  });

  it('ends the same whatever the order and number of what is told', () => {
    const told = fc.constantFrom(
      [facts('requires_payment_method'), 0] as const,
      [declined, 1] as const,
      [facts('requires_action'), 2] as const,
      [facts('processing', { chargeId: 'ch_1' }), 3] as const,
      [facts('succeeded'), 4] as const,
    );
    fc.assert(
      fc.property(fc.array(told, { maxLength: 12 }), (deliveries) => {
        let draft = fresh();
        const captures: unknown[] = [];
        let moves = 0;
        for (const [fact, second] of [...deliveries, [facts('succeeded'), 4] as const]) {
          draft = apply(committed(draft), fact, second).draft;
          captures.push(...draft.ledger);
          expect(draft.events.filter(({ type }) => type === paymentCaptured.type)).toHaveLength(draft.ledger.length);
          moves += draft.events.filter(
            ({ type, data }) => type === statusChanged.type && data.to === 'succeeded',
          ).length;
        }
        expect(draft.payment).toMatchObject({ status: 'succeeded', capturedAmount: 2400n, succeededAt: at(4) });
        expect(captures).toHaveLength(1);
        expect(moves).toBe(1);
        expect(draft.attempts.filter(({ openForPaymentId }) => openForPaymentId !== null)).toEqual([]);
      }),
    );
  });
});

describe('attempts', () => {
  const waiting = () => committed(apply(fresh(), facts('requires_payment_method'), 0).draft);

  it('of which one is left for another are closed before their successor opens', () => {
    const first = startAttempt(waiting(), 'ctoken_1', context);
    const left = abandonAttempt(committed(first.draft), first.attempt, context);
    const second = startAttempt(left, 'ctoken_2', context);
    expect(changedAttempts(second.draft)).toMatchObject([
      { id: first.attempt.id, status: 'failed', openForPaymentId: null },
      { id: second.attempt.id, status: 'pending', openForPaymentId: 'pay_1' },
    ]);
    expect(typesOf(second.draft)).toEqual(['payment.attempt_abandoned', 'payment.attempt_started']);
  });

  it('that Stripe refuses outright fail the payment and say so', () => {
    const begun = startAttempt(waiting(), 'ctoken_1', context);
    const signals = { ...noSignals, code: 'amount_too_small', message: 'too small' };
    const refused = rejectAttempt(committed(begun.draft), begun.attempt.id, signals, context);
    expect(refused.payment).toMatchObject({
      status: 'requires_payment_method',
      failureClass: 'limit_exceeded',
      failureCode: 'amount_too_small',
    });
    expect(refused.attempts).toMatchObject([{ status: 'failed', openForPaymentId: null, finishedAt: clock.now() }]);
    expect(typesOf(refused)).toEqual(['payment.attempt_failed']);
    expect(isUnchanged(rejectAttempt(committed(refused), begun.attempt.id, signals, context))).toBe(true);
  });
});
