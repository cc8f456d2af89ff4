import { z } from 'zod';
import { cardByNumber } from '../cards/test-cards.ts';
import { type OperationContext, objectId, seconds } from '../context.ts';
import { invalidParam, noSuch } from '../http/errors.ts';
import { expand, integer, mergeMetadata, metadata } from '../http/params.ts';
import type { ChargeObject } from '../store/objects/charge.ts';
import type { RefundObject } from '../store/objects/refund.ts';
import { bookRefund, bookRefundFailure } from './balance-transactions.ts';

export const createRefundParams = z.strictObject({
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
  amount: integer.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadata.optional(),
  expand,
});
export const updateRefundParams = z.strictObject({ metadata: metadata.optional(), expand });

/** Gives money back, all that is left or a part: https://docs.stripe.com/api/refunds/create */
export function createRefund(context: OperationContext, params: z.output<typeof createRefundParams>): RefundObject {
  const charge = chargeToRefund(context, params);
  const left = charge.amount_captured - charge.amount_refunded;
  if (left <= 0)
    throw invalidParam(`Charge ${charge.id} has already been refunded.`, 'charge', 'charge_already_refunded');
  const amount = params.amount ?? left;
  if (amount < 1)
    throw invalidParam('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  if (amount > left) {
    throw invalidParam(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      'amount',
      'amount_too_large',
    );
  }
  const pending = refundBehaviour(context, charge) === 'pending';
  const id = objectId('re');
  const refund = context.store.refunds.set(id, {
    id,
    object: 'refund',
    amount,
    balance_transaction: bookRefund(context, id, amount, charge.currency),
    charge: charge.id,
    created: seconds(context.clock),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: pending ? 'pending' : 'succeeded',
    transfer_reversal: null,
  });
  context.events.emit('refund.created', refund, context);
  const refunded = changeRefunded(context, charge, amount);
  context.events.emit('charge.refunded', refunded, context);
  return refund;
}

/** Finds a refund. Throws Stripe's 404. */
export function findRefund(context: OperationContext, id: string): RefundObject {
  const refund = context.store.refunds.get(id);
  if (refund === undefined) throw noSuch('refund', id);
  return refund;
}

/** Changes what a refund says about itself: its metadata. */
export function updateRefund(
  context: OperationContext,
  id: string,
  params: z.output<typeof updateRefundParams>,
): RefundObject {
  const refund = findRefund(context, id);
  const updated = context.store.refunds.set(id, {
    ...refund,
    metadata: mergeMetadata(refund.metadata, params.metadata),
  });
  context.events.emit('refund.updated', updated, context);
  return updated;
}

/** Takes back a refund that is still pending; the charge can be refunded again. Throws 400 when it is not pending. */
export function cancelRefund(context: OperationContext, id: string): RefundObject {
  const refund = findRefund(context, id);
  if (refund.status !== 'pending') {
    throw invalidParam(`You cannot cancel this refund because it has a status of ${refund.status}.`, 'refund');
  }
  const canceled = context.store.refunds.set(id, {
    ...refund,
    failure_balance_transaction: bookRefundFailure(context, id, refund.amount, refund.currency),
    status: 'canceled',
  });
  const charge = context.store.charges.get(refund.charge);
  if (charge !== undefined) changeRefunded(context, charge, -refund.amount);
  context.events.emit('refund.updated', canceled, context);
  return canceled;
}

/** Brings every refund that still moves to where its card sends it: a pending one succeeds, a doomed one fails. */
export function settleRefunds(context: OperationContext): void {
  for (const refund of [...context.store.refunds.values()]) {
    const charge = context.store.charges.get(refund.charge);
    if (charge === undefined) continue;
    if (refund.status === 'pending') {
      context.events.emit(
        'refund.updated',
        context.store.refunds.set(refund.id, { ...refund, status: 'succeeded' }),
        context,
      );
    } else if (refund.status === 'succeeded' && refundBehaviour(context, charge) === 'fails_later') {
      failRefund(context, refund, charge);
    }
  }
}

/** A bank that cannot take the money sends it back: https://docs.stripe.com/refunds#failed-refunds */
function failRefund(context: OperationContext, refund: RefundObject, charge: ChargeObject): void {
  const failed = context.store.refunds.set(refund.id, {
    ...refund,
    failure_balance_transaction: bookRefundFailure(context, refund.id, refund.amount, refund.currency),
    failure_reason: 'expired_or_canceled_card',
    status: 'failed',
  });
  changeRefunded(context, charge, -refund.amount);
  context.events.emit('refund.failed', failed, context);
  context.events.emit('refund.updated', failed, context);
}

function chargeToRefund(context: OperationContext, params: z.output<typeof createRefundParams>): ChargeObject {
  if ((params.charge === undefined) === (params.payment_intent === undefined)) {
    throw invalidParam('One of the following params should be provided for this request: payment_intent or charge.');
  }
  const { store } = context;
  if (params.charge !== undefined) {
    const charge = store.charges.get(params.charge);
    if (charge === undefined) throw noSuch('charge', params.charge, 'charge');
    return refundable(charge);
  }
  const intent = store.paymentIntents.get(params.payment_intent ?? '');
  if (intent === undefined) throw noSuch('payment_intent', params.payment_intent ?? '', 'payment_intent');
  const charge = intent.latest_charge === null ? undefined : store.charges.get(intent.latest_charge);
  if (charge === undefined) {
    throw invalidParam(
      `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
      'payment_intent',
    );
  }
  return refundable(charge);
}

function refundable(charge: ChargeObject): ChargeObject {
  if (charge.status === 'succeeded' && charge.captured) return charge;
  throw invalidParam(`Charge ${charge.id} cannot be refunded: it was not captured.`, 'charge', 'charge_not_refundable');
}

function changeRefunded(context: OperationContext, charge: ChargeObject, by: number): ChargeObject {
  const amount = charge.amount_refunded + by;
  return context.store.charges.set(charge.id, {
    ...charge,
    amount_refunded: amount,
    refunded: amount === charge.amount_captured,
  });
}

function refundBehaviour(context: OperationContext, charge: ChargeObject) {
  return cardByNumber(context.store.cardNumbers.get(charge.payment_method)?.value ?? '')?.behaviour.refund;
}
