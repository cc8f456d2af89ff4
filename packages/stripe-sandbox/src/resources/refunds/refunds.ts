import { z } from 'zod';
import { onClockOf } from '../../clocks/customer-clock.ts';
import { byItself, type OperationContext, objectId, seconds } from '../../context.ts';
import { invalidParam, noSuch } from '../../http/errors.ts';
import { expand, integer, mergeMetadata, metadata } from '../../http/params.ts';
import type { ChargeObject } from '../../store/objects/charge.ts';
import type { RefundObject } from '../../store/objects/refund.ts';
import { bookRefund, bookRefundFailure } from '../balance/transactions.ts';
import { behaviourOf } from '../payment-methods/card-behaviour.ts';

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
  const pending = behaviourOf(context, charge.payment_method).refund === 'pending';
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
  const refunded = changeRefunded(context, charge, amount);
  context.events.emit('charge.refunded', refunded, context, charge);
  context.events.emit('refund.created', refund, context);
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
  announceUpdate(context, updated, refund);
  return updated;
}

/**
 * Takes back a refund that waits for its customer. No refund to a card ever does, so a card's refund cannot be canceled:
 * https://docs.stripe.com/api/refunds/cancel. Throws 400.
 */
export function cancelRefund(context: OperationContext, id: string): never {
  const { status } = findRefund(context, id);
  throw invalidParam(
    `You cannot cancel this Refund because it has a status of ${status}. Only a Refund with the following status may be canceled: requires_action.`,
    'refund',
  );
}

/** Brings every refund that still moves to where its card sends it: a pending one succeeds, a doomed one fails. */
export function settleRefunds(request: OperationContext): void {
  for (const refund of [...request.store.refunds.values()]) {
    const charge = request.store.charges.get(refund.charge);
    if (charge === undefined) continue;
    const context = onClockOf(byItself(request), charge.customer);
    if (refund.status === 'pending') {
      announceUpdate(context, context.store.refunds.set(refund.id, { ...refund, status: 'succeeded' }), refund);
    } else if (refund.status === 'succeeded' && behaviourOf(context, charge.payment_method).refund === 'fails_later') {
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
  announceUpdate(context, failed, refund);
}

/** Both names of the event are sent, as the older one is still listened to. */
function announceUpdate(context: OperationContext, refund: RefundObject, before: RefundObject): void {
  context.events.emit('refund.updated', refund, context, before);
  context.events.emit('charge.refund.updated', refund, context, before);
}

function chargeToRefund(context: OperationContext, params: z.output<typeof createRefundParams>): ChargeObject {
  if ((params.charge === undefined) === (params.payment_intent === undefined)) {
    throw invalidParam('One of the following params should be provided for this request: payment_intent or charge.');
  }
  const { store } = context;
  if (params.charge !== undefined) {
    const charge = store.charges.get(params.charge);
    if (charge === undefined) throw noSuch('charge', params.charge, 'charge');
    return refundable(context, charge);
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
  return refundable(context, charge);
}

function refundable({ store }: OperationContext, charge: ChargeObject): ChargeObject {
  // An inquiry has taken nothing yet, and a dispute that was won has given everything back.
  const [taken] = store.disputes.newestFirst(
    (dispute) => dispute.charge === charge.id && !dispute.is_charge_refundable && dispute.status !== 'won',
  );
  if (taken !== undefined) {
    throw invalidParam(
      `The charge ${charge.id} has been charged back; cannot issue a refund.`,
      'charge',
      'charge_disputed',
    );
  }
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
