import type { CardBehaviour } from '../../cards/test-card.ts';
import { byItself, type OperationContext, objectId, seconds } from '../../context.ts';
import { noSuch } from '../../http/errors.ts';
import type { ChargeObject } from '../../store/objects/charge.ts';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import { bookCharge } from '../balance/transactions.ts';
import { mandateFor } from '../intents/mandates.ts';
import { behaviourOf } from '../payment-methods/card-behaviour.ts';
import { chargeCardDetails } from './card-details.ts';
import { outcomeOf } from './outcome.ts';

export interface ChargeTerms {
  readonly authenticated: boolean;
  readonly capture: 'at_once' | 'soon' | 'later';
  /** The bank has not answered yet, so no money has moved. */
  readonly pending?: boolean;
  /** A charge that was pending and now ends: it keeps its id. */
  readonly of?: ChargeObject | undefined;
}

/**
 * Makes the charge behind a confirmation; whether it succeeds is the card's to say. Captured `soon`, it has no balance
 * transaction until `settleCapture`: https://docs.stripe.com/payments/payment-intents/asynchronous-capture
 */
export function createCharge(
  context: OperationContext,
  intent: PaymentIntentObject,
  method: PaymentMethodObject,
  behaviour: CardBehaviour,
  { authenticated, capture, pending = false, of }: ChargeTerms,
): ChargeObject {
  const { decline } = behaviour;
  const succeeded = decline === undefined && !pending;
  const id = of?.id ?? objectId('ch');
  const captured = succeeded && capture !== 'later';
  return context.store.charges.set(id, {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: captured ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction:
      captured && capture === 'at_once'
        ? bookCapture(context, { id, currency: intent.currency, payment_method: method.id }, intent.amount)
        : null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'FLASHSTUDIO',
    captured,
    created: of?.created ?? seconds(context.clock),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(behaviour),
    paid: succeeded,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: {
      type: 'card',
      card: chargeCardDetails(context, method.card, {
        amount: intent.amount,
        succeeded,
        authenticated,
        held: !captured,
        mandate: mandateFor(context, method.id),
      }),
    },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: pending ? 'pending' : succeeded ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  });
}

/** Books a charge that was captured a moment ago, and says so. */
export function settleCapture(context: OperationContext, charge: ChargeObject): ChargeObject {
  const settled = context.store.charges.set(charge.id, {
    ...charge,
    balance_transaction: bookCapture(context, charge, charge.amount_captured),
  });
  context.events.emit('charge.updated', settled, byItself(context), charge);
  return settled;
}

/** Books what was captured of a charge, in minor units; some test cards bring their money at once. */
function bookCapture(
  context: OperationContext,
  { id, currency, payment_method }: Pick<ChargeObject, 'id' | 'currency' | 'payment_method'>,
  amount: number,
): string {
  const availableAtOnce = behaviourOf(context, payment_method).funds === 'at_once';
  return bookCharge(context, { id, amount, currency, availableAtOnce });
}

/** Gives up a charge that the bank has not answered yet, as its payment was canceled. Another is left as it is. */
export function abandonPendingCharge(context: OperationContext, id: string | null): void {
  const charge = context.store.charges.get(id ?? '');
  if (charge?.status !== 'pending') return;
  const failed = context.store.charges.set(charge.id, {
    ...charge,
    failure_message: 'The payment was canceled before it settled.',
    status: 'failed',
  });
  context.events.emit('charge.failed', failed, context);
}

/** Marks an authorised charge as captured. */
export function captureCharge(context: OperationContext, id: string, amount: number): ChargeObject {
  const charge = findCharge(context, id);
  const captured = context.store.charges.set(id, {
    ...charge,
    amount_captured: amount,
    balance_transaction: bookCapture(context, charge, amount),
    captured: true,
  });
  context.events.emit('charge.captured', captured, context);
  return captured;
}

/** Finds a charge. Throws Stripe's 404. */
export function findCharge(context: OperationContext, id: string): ChargeObject {
  const charge = context.store.charges.get(id);
  if (charge === undefined) throw noSuch('charge', id);
  return charge;
}
