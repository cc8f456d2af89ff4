import { money } from '@flashstudio/money';
import { createTestClock } from '@flashstudio/platform';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newPayment } from '../checkout/new-payment.ts';
import { attemptFailed, paymentCaptured, paymentMismatchFound, statusChanged } from '../events.ts';
import { noSignals } from '../failures/failure-class.ts';
import type { IntentStatus } from '../machine/payment-machine.ts';
import type { ChargeFacts, IntentFacts } from '../stripe/intent-facts.ts';
import { applyCharge } from './apply-charge.ts';
import { applyIntent } from './apply-intent.ts';
import { abandonAttempt, rejectAttempt, startAttempt } from './attempts.ts';
import { type ChangeContext, changedAttempts, type Draft, isUnchanged, openDraft } from './draft.ts';

const clock = createTestClock('2026-03-02T12:00:00Z');
const context: ChangeContext = { clock, actor: { kind: 'stripe', id: null }, cause: { stripeEventId: 'evt_1' } };
const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 12) + second * 1000);

function fresh(): Draft {
  const payment = newPayment({ id: 'pay_1', orderId: 'ord_1', total: money(2400n, 'USD'), now: at(0) });
  return openDraft({ payment, shopId: 'shop_1', customerId: 'cus_1', orderStatus: 'open', attempts: [] });
}

/** What the next transaction finds after this one's commit. */
function committed(draft: Draft): Draft {
  const { locked, payment, attempts, orderStatus } = draft;
  return openDraft({ ...locked, payment, attempts, orderStatus: orderStatus ?? locked.orderStatus });
}

function facts(status: IntentStatus, changes: Partial<IntentFacts> = {}): IntentFacts {
  return {
    intentId: 'pi_1',
    paymentId: 'pay_1',
    status,
    ...money(2400n, 'USD'),
    amountReceived: status === 'succeeded' ? 2400n : 0n,
    customerId: null,
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
    const paid = apply(fresh(), facts('succeeded'), 1).draft;
    expect(paid.payment).toMatchObject({ status: 'succeeded', capturedAmount: 2400n, succeededAt: at(1) });
    expect(paid.payment.reviewReason).toBeNull();
    expect(paid.ledger).toMatchObject([{ kind: 'capture', amount: 2400n, currency: 'USD', stripeObjectId: 'ch_1' }]);
    expect(paid.orderStatus).toBe('paid');
    expect(typesOf(paid)).toEqual([
      'payment.attempt_started',
      'payment.attempt_succeeded',
      'payment.status_changed',
      'payment.captured',
    ]);

    const again = apply(committed(paid), facts('succeeded'), 1);
    expect(again.outcome).toBe('known');
    expect(isUnchanged(again.draft)).toBe(true);
  });

  const mismatchesOf = (draft: Draft) =>
    draft.events.flatMap(({ type, data }) => (type === paymentMismatchFound.type ? [data.field] : []));

  it.each([
    ['less received', { amountReceived: 1n }, { amount: 1n, currency: 'USD' }, 1n, ['amount_received']],
    ['more received', { amountReceived: 2401n }, { amount: 2401n, currency: 'USD' }, 2401n, ['amount_received']],
    [
      'another amount asked for and received',
      { ...money(100n, 'USD'), amountReceived: 100n },
      { amount: 100n, currency: 'USD' },
      100n,
      ['amount', 'amount_received'],
    ],
    ['another amount asked for', money(9900n, 'USD'), { amount: 2400n, currency: 'USD' }, 2400n, ['amount']],
    ['a customer of Stripe’s', { customerId: 'cus_9' }, { amount: 2400n, currency: 'USD' }, 2400n, ['customer']],
    ['another currency', money(2400n, 'EUR'), { amount: 2400n, currency: 'EUR' }, 0n, ['currency', 'amount_received']],
  ])(
    'flags a success with %s once, books what Stripe has, and calls nothing paid',
    (_, changes, booked, captured, told) => {
      const flagged = apply(fresh(), facts('succeeded', changes), 1).draft;
      expect(flagged.payment).toMatchObject({ status: 'succeeded', capturedAmount: captured, succeededAt: at(1) });
      expect(flagged.payment.reviewReason?.split('\n')).toHaveLength(told.length);
      expect(flagged.ledger).toMatchObject([booked]);
      expect(flagged.orderStatus).toBeNull();
      expect(typesOf(flagged)).not.toContain(paymentCaptured.type);
      expect(mismatchesOf(flagged)).toEqual(told);

      const again = apply(committed(flagged), facts('succeeded', changes), 2).draft;
      expect(again.events).toEqual([]);
      expect(again.ledger).toEqual([]);
      const agreeing = apply(committed(again), facts('succeeded'), 3).draft;
      expect(agreeing.payment.reviewReason).toBe(flagged.payment.reviewReason);
      expect(agreeing.orderStatus).toBeNull();
    },
  );

  it('flags an open payment for as long as Stripe means to collect another amount', () => {
    const changed = money(100n, 'USD');
    const flagged = apply(fresh(), facts('requires_capture', { ...changed, chargeId: 'ch_1' }), 1).draft;
    expect(flagged.payment.reviewReason).toBe('Stripe collects $1.00, the order costs $24.00.');
    const stale = apply(committed(flagged), facts('requires_capture', { chargeId: 'ch_1' }), 0).draft;
    expect(stale.payment.reviewReason).toBe(flagged.payment.reviewReason);
    const paid = apply(committed(flagged), facts('succeeded'), 2).draft;
    expect(paid).toMatchObject({ payment: { reviewReason: null }, orderStatus: 'paid' });
    const canceled = apply(committed(flagged), facts('canceled', changed), 2).draft;
    expect(canceled).toMatchObject({ payment: { reviewReason: null }, orderStatus: 'canceled' });
  });

  it('does not flag money that is authorised and not captured yet', () => {
    const authorised = apply(fresh(), facts('requires_capture', { chargeId: 'ch_1' }), 1).draft;
    expect(authorised.payment).toMatchObject({ status: 'requires_capture', reviewReason: null });
  });

  it('flags a payment that was paid when a later success tells of other money, and takes nothing back', () => {
    const paid = committed(apply(fresh(), facts('succeeded'), 1).draft);
    const flagged = apply(paid, facts('succeeded', { amountReceived: 1n }), 2).draft;
    expect(flagged.payment).toMatchObject({
      capturedAmount: 2400n,
      reviewReason: 'Stripe received $0.01, the order costs $24.00.',
    });
    expect(mismatchesOf(flagged)).toEqual(['amount_received']);
    expect(flagged).toMatchObject({ ledger: [], orderStatus: null });
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

describe('word of a charge', () => {
  const charge = (chargeId: string, last4: string, status: 'succeeded' | 'failed'): ChargeFacts => ({
    chargeId,
    intentId: 'pi_1',
    customerId: null,
    status,
    ...money(2400n, 'USD'),
    card: { brand: 'visa', last4 },
    failure: status === 'failed' ? { ...noSignals, code: 'card_declined' } : null,
    createdAt: at(1),
  });

  it('that failed before another one paid leaves the card that paid on the payment, however late it comes', () => {
    const failed = committed(apply(fresh(), declined, 1).draft);
    const paid = committed(apply(failed, facts('succeeded'), 2).draft);
    const told = applyCharge(paid, charge('ch_1', '4242', 'succeeded'), context) ?? paid;
    const late = applyCharge(committed(told), charge('ch_0', '0002', 'failed'), context);
    expect(late?.payment).toMatchObject({ status: 'succeeded', cardLast4: '4242' });
    expect(late?.attempts.map(({ cardLast4 }) => cardLast4)).toEqual(['0002', '4242']);
  });

  it('completes its attempt with the reason and advice that only the charge tells', () => {
    const once = committed(apply(fresh(), declined, 1).draft);
    const failed: ChargeFacts = {
      ...charge('ch_0', '0002', 'failed'),
      failure: {
        ...noSignals,
        code: 'card_declined',
        declineCode: 'highest_risk_level',
        outcomeType: 'blocked',
        adviceCode: 'do_not_try_again',
        networkDeclineCode: '59',
      },
    };
    expect(applyCharge(once, failed, context)?.attempts).toMatchObject([
      {
        stripeChargeId: 'ch_0',
        cardLast4: '0002',
        failureClass: 'fraud_suspected',
        declineCode: 'highest_risk_level',
        adviceCode: 'do_not_try_again',
        networkDeclineCode: '59',
      },
    ]);
  });

  it('of a charge made elsewhere opens an attempt, which the word of its intent settles', () => {
    const opened = applyCharge(fresh(), charge('ch_1', '4242', 'succeeded'), context) ?? fresh();
    expect(opened.attempts).toMatchObject([{ status: 'processing', stripeChargeId: 'ch_1', cardLast4: '4242' }]);
    const paid = apply(committed(opened), facts('succeeded'), 2).draft;
    expect(paid.attempts).toMatchObject([{ status: 'succeeded', openForPaymentId: null, finishedAt: at(2) }]);
  });

  it('changes nothing when the payment is over and no attempt is its own', () => {
    const canceled = committed(apply(fresh(), facts('canceled'), 1).draft);
    expect(applyCharge(canceled, charge('ch_7', '4242', 'failed'), context)).toBeUndefined();
  });

  it('tells the card that was tried last while nothing is paid', () => {
    const once = committed(apply(fresh(), declined, 1).draft);
    const twice = committed(apply(once, { ...declined, failedChargeId: 'ch_9' }, 2).draft);
    const told = applyCharge(twice, charge('ch_9', '9995', 'failed'), context) ?? twice;
    expect(applyCharge(committed(told), charge('ch_0', '0002', 'failed'), context)?.payment.cardLast4).toBe('9995');
  });
});
