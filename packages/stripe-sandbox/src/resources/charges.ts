import type { CardBehaviour } from '../cards/test-cards.ts';
import { type OperationContext, objectId, seconds } from '../context.ts';
import type { ChargeObject } from '../store/objects/charge.ts';
import type { PaymentIntentObject } from '../store/objects/payment-intent.ts';
import type { PaymentMethodObject } from '../store/objects/payment-method.ts';
import { bookCharge } from './balance-transactions.ts';
import { chargeCardDetails } from './charge-card-details.ts';

/** Makes the charge behind a confirmation; whether it succeeds is the card's to say. */
export function createCharge(
  context: OperationContext,
  intent: PaymentIntentObject,
  method: PaymentMethodObject,
  behaviour: CardBehaviour,
  { authenticated, captured }: { authenticated: boolean; captured: boolean },
): ChargeObject {
  const { decline } = behaviour;
  const succeeded = decline === undefined;
  const id = objectId('ch');
  const booked = succeeded && captured;
  return context.store.charges.set(id, {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: booked ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: booked ? bookCharge(context, id, intent.amount, intent.currency) : null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'FLASHSTUDIO',
    captured: booked,
    created: seconds(context.clock),
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
    status: succeeded ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  });
}

/** Marks an authorised charge as captured. */
export function captureCharge(context: OperationContext, id: string, amount: number): void {
  const charge = context.store.charges.get(id);
  if (charge === undefined) return;
  const captured = context.store.charges.set(id, {
    ...charge,
    amount_captured: amount,
    balance_transaction: bookCharge(context, id, amount, charge.currency),
    captured: true,
  });
  context.events.emit('charge.captured', captured, context);
}

/** Why the charge ended as it did: https://docs.stripe.com/api/charges/object#charge_object-outcome */
function outcomeOf({ decline, risk }: CardBehaviour): Record<string, unknown> {
  if (decline === undefined) {
    const elevated = risk === 'elevated';
    return {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: elevated ? 'elevated_risk_level' : null,
      risk_level: elevated ? 'elevated' : 'normal',
      risk_score: elevated ? 66 : 12,
      seller_message: elevated ? 'Stripe evaluated this payment as having elevated risk.' : 'Payment complete.',
      type: 'authorized',
    };
  }
  if (decline.blocked === true) {
    return {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'not_sent_to_network',
      reason: 'highest_risk_level',
      risk_level: 'highest',
      risk_score: 90,
      seller_message: 'Stripe blocked this payment as too risky.',
      type: 'blocked',
    };
  }
  return {
    advice_code: decline.adviceCode ?? null,
    network_advice_code: null,
    network_decline_code: decline.code === 'card_declined' ? '05' : null,
    network_status: 'declined_by_network',
    reason: decline.declineCode ?? decline.code,
    risk_level: 'normal',
    risk_score: 12,
    seller_message: `The bank returned the decline code \`${decline.declineCode ?? decline.code}\`.`,
    type: 'issuer_declined',
  };
}
