import type { z } from 'zod';
import type { OperationContext } from '../../context.ts';
import { invalidParam, noSuchParam, StripeApiError } from '../../http/errors.ts';
import { mergeMetadata } from '../../http/params.ts';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import { chooseMethods, requireAllowed } from '../intents/method-choice.ts';
import {
  createPaymentMethod,
  findPaymentMethod,
  refuseSpent,
  requireOwner,
} from '../payment-methods/payment-methods.ts';
import { checkAmount } from '../shared/amounts.ts';
import { shippingOf } from '../shared/shipping.ts';
import { amountDetailsOf } from './amount-details.ts';
import { findIntent } from './lookup.ts';
import type { updateIntentParams } from './params.ts';

type UpdateParams = z.output<typeof updateIntentParams>;

const OPEN = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
/** What may be said of a payment whatever has become of it. */
const ALWAYS_CHANGEABLE: ReadonlySet<string> = new Set(['description', 'expand', 'metadata', 'receipt_email']);

/**
 * Changes an intent: https://docs.stripe.com/api/payment_intents/update. Throws 400 for a field that the intent's status
 * does not let change any more, for another customer, and for a payment method that is not the customer's.
 */
export function updateIntent(context: OperationContext, id: string, params: UpdateParams): PaymentIntentObject {
  const intent = findIntent(context, id);
  refuseClosedFields(intent, params);
  const customer = customerToSet(context, intent, params.customer);
  const method = methodToSet(context, intent, params);
  const currency = checkAmount(params.amount ?? intent.amount, params.currency ?? intent.currency);
  const choice = chooseMethods(context, params, { kind: 'PaymentIntent', currency, before: intent });
  if (method !== undefined) {
    refuseSpent(context, method);
    requireOwner(method, customer, 'PaymentIntent');
    requireAllowed(method, choice, 'PaymentIntent');
  }
  const { amount = intent.amount, setup_future_usage, shipping, payment_method_options } = params;
  return context.store.paymentIntents.set(id, {
    ...intent,
    ...choice,
    amount,
    amount_details: amountDetailsOf(params.amount_details, intent.amount_details),
    capture_method: params.capture_method ?? intent.capture_method,
    currency,
    customer,
    description: textToSet(params.description, intent.description),
    metadata: mergeMetadata(intent.metadata, params.metadata),
    payment_method_options: withThreeDSecure(intent, payment_method_options?.card?.request_three_d_secure),
    receipt_email: textToSet(params.receipt_email, intent.receipt_email),
    setup_future_usage: setup_future_usage === undefined ? intent.setup_future_usage : setup_future_usage || null,
    shipping: shipping === undefined ? intent.shipping : shipping === '' ? null : shippingOf(shipping),
    statement_descriptor: textToSet(params.statement_descriptor, intent.statement_descriptor),
    statement_descriptor_suffix: textToSet(params.statement_descriptor_suffix, intent.statement_descriptor_suffix),
    ...(method === undefined
      ? {}
      : { payment_method: method.id, status: 'requires_confirmation', next_action: null, last_payment_error: null }),
  });
}

/** The intent's card options, with what was asked for. */
export function withThreeDSecure(
  { payment_method_options: { card } }: Pick<PaymentIntentObject, 'payment_method_options'>,
  requested: PaymentIntentObject['payment_method_options']['card']['request_three_d_secure'] | undefined,
): PaymentIntentObject['payment_method_options'] {
  return { card: { ...card, request_three_d_secure: requested ?? card.request_three_d_secure } };
}

function refuseClosedFields(intent: PaymentIntentObject, params: UpdateParams): void {
  if (OPEN.includes(intent.status)) return;
  const [closed] = Object.entries(params).flatMap(([name, value]) =>
    value === undefined || ALWAYS_CHANGEABLE.has(name) ? [] : [name],
  );
  if (closed === undefined) return;
  throw new StripeApiError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `This PaymentIntent's ${closed} could not be updated because it has a status of ${intent.status}. You may only update the ${closed} of a PaymentIntent with one of the following statuses: ${OPEN.join(', ')}.`,
    param: closed,
    payment_intent: intent,
  });
}

function customerToSet(
  { store }: OperationContext,
  intent: PaymentIntentObject,
  customer: string | undefined,
): string | null {
  if (customer === undefined || customer === intent.customer) return intent.customer;
  if (intent.customer !== null) {
    throw invalidParam(
      'You cannot modify `customer` on a PaymentIntent once it already has been set. To fulfill a payment with a different Customer, cancel this PaymentIntent and create a new one.',
      'customer',
    );
  }
  if (store.customers.get(customer) === undefined) throw noSuchParam('customer', customer, 'customer');
  return customer;
}

function methodToSet(
  context: OperationContext,
  intent: PaymentIntentObject,
  { payment_method, payment_method_data, customer }: UpdateParams,
): PaymentMethodObject | undefined {
  if (payment_method !== undefined) return findPaymentMethod(context, payment_method);
  if (payment_method_data !== undefined) return createPaymentMethod(context, payment_method_data);
  // A customer that comes later must be the one who keeps the method that is already there.
  const kept = intent.payment_method === null ? undefined : context.store.paymentMethods.get(intent.payment_method);
  if (kept !== undefined && customer !== undefined) requireOwner(kept, customer, 'PaymentIntent');
  return undefined;
}

function textToSet(given: string | undefined, current: string | null): string | null {
  return given === undefined ? current : given || null;
}
