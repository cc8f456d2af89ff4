import type { z } from 'zod';
import { lacksCard } from '../../cards/lacking-cards.ts';
import type { TestCard } from '../../cards/test-card.ts';
import { cardByName, cardByToken, traceOf } from '../../cards/test-cards.ts';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { invalidParam, noSuch, noSuchParam, StripeApiError } from '../../http/errors.ts';
import { mergeMetadata } from '../../http/params.ts';
import type { BillingDetails, CardDetails, PaymentMethodObject } from '../../store/objects/payment-method.ts';
import { behaviourOf } from './card-behaviour.ts';
import { cardDetails, readCard, readExpiry } from './card-details.ts';
import { forgetDefaultMethod } from './default-method.ts';
import { billingOf, type createPaymentMethodParams, NO_BILLING, type updatePaymentMethodParams } from './params.ts';

/** Makes a payment method from card details; the number and the security code are kept nowhere. */
export function createPaymentMethod(
  context: OperationContext,
  params: z.output<typeof createPaymentMethodParams>,
): PaymentMethodObject {
  if (params.card === undefined) throw invalidParam('Missing required param: card.', 'card', 'parameter_missing');
  const billing = billingOf(params.billing_details);
  const described = {
    allow_redisplay: params.allow_redisplay ?? 'unspecified',
    billing_details: billing,
    metadata: mergeMetadata({}, params.metadata),
  };
  if ('token' in params.card) {
    const { token } = params.card;
    refuseLacking(token, 'card[token]');
    const test = cardByToken(token);
    if (test === undefined) throw noSuchParam('token', token, 'card[token]');
    return keep(context, test.number, { ...described, card: testCardDetails(context, test, billing) });
  }
  const number = params.card.number.replace(/[\s-]/g, '');
  refuseLacking(number, 'card[number]');
  return keep(context, number, { ...described, card: readCard(context, { ...params.card, number }, billing) });
}

/** Throws 400 for a test card of Stripe's that would not behave here as it does there. */
function refuseLacking(card: string, param: string): void {
  if (!lacksCard(card)) return;
  const name = /^\d/.test(card) ? `the test card that ends in ${card.slice(-4)}` : card;
  throw invalidParam(`The sandbox does not support ${name}, which Stripe has for tests.`, param);
}

/** A test card that nobody typed, with the expiry Stripe gives it. */
function testCardDetails(context: OperationContext, test: TestCard, billing: BillingDetails): CardDetails {
  const expiry = { month: 12, year: context.clock.now().getUTCFullYear() + 4 };
  return cardDetails(test, expiry, { cvcGiven: true, billing });
}

/** Finds a payment method by id, or makes one for a `pm_card_…` test name. Throws Stripe's `resource_missing`. */
export function findPaymentMethod(
  context: OperationContext,
  id: string,
  param = 'payment_method',
): PaymentMethodObject {
  const known = context.store.paymentMethods.get(id);
  if (known !== undefined) return known;
  refuseLacking(id, param);
  const test = cardByName(id);
  // In a body's parameter Stripe answers 400 where the path would give 404.
  if (test === undefined) throw noSuchParam('PaymentMethod', id, param);
  return keep(context, test.number, {
    allow_redisplay: 'unspecified',
    billing_details: NO_BILLING,
    card: testCardDetails(context, test, NO_BILLING),
    metadata: {},
  });
}

function keep(
  context: OperationContext,
  number: string,
  kept: Pick<PaymentMethodObject, 'allow_redisplay' | 'billing_details' | 'card' | 'metadata'>,
): PaymentMethodObject {
  const id = objectId('pm');
  const trace = traceOf(number);
  if (trace !== undefined) context.store.testCards.set(id, { id, value: trace });
  return context.store.paymentMethods.set(id, {
    id,
    object: 'payment_method',
    created: seconds(context.clock),
    customer: null,
    customer_account: null,
    livemode: false,
    type: 'card',
    ...kept,
  });
}

/**
 * Changes an attached payment method: https://docs.stripe.com/api/payment_methods/update. Throws 404 for an unknown one,
 * 400 for one that no customer keeps, 402 for an expiry that has passed.
 */
export function updatePaymentMethod(
  context: OperationContext,
  id: string,
  params: z.output<typeof updatePaymentMethodParams>,
): PaymentMethodObject {
  const method = existing(context, id);
  if (method.customer === null) {
    throw invalidParam('You must save this PaymentMethod to a customer before you can update it.');
  }
  const expiry = readExpiry(context, {
    exp_month: params.card?.exp_month ?? String(method.card.exp_month),
    exp_year: params.card?.exp_year ?? String(method.card.exp_year),
  });
  const updated = context.store.paymentMethods.set(id, {
    ...method,
    allow_redisplay: params.allow_redisplay ?? method.allow_redisplay,
    billing_details: billingOf(params.billing_details, method.billing_details),
    card: { ...method.card, exp_month: expiry.month, exp_year: expiry.year },
    metadata: mergeMetadata(method.metadata, params.metadata),
  });
  context.events.emit('payment_method.updated', updated, context, method);
  return updated;
}

/** Attaches a payment method to a customer. A card that fails its validation charge is refused with its decline. */
export function attachPaymentMethod(context: OperationContext, id: string, customer: string): PaymentMethodObject {
  const method = findPaymentMethod(context, id);
  if (context.store.customers.get(customer) === undefined) throw noSuch('customer', customer, 'customer');
  refuseSpent(context, method);
  if (method.customer === customer) return method;
  if (method.customer !== null) {
    throw invalidParam('The payment method you provided has already been attached to a customer.', 'payment_method');
  }
  const behaviour = behaviourOf(context, method.id);
  if (behaviour.decline !== undefined && behaviour.attaches !== true && behaviour.challenge === undefined) {
    const { code, declineCode, message } = behaviour.decline;
    throw new StripeApiError(402, {
      type: 'card_error',
      code,
      message,
      ...(declineCode === undefined ? {} : { decline_code: declineCode }),
    });
  }
  const attached = context.store.paymentMethods.set(method.id, { ...method, customer });
  context.events.emit('payment_method.attached', attached, context);
  return attached;
}

/** Takes a payment method from its customer; it can never be used again. */
export function detachPaymentMethod(context: OperationContext, id: string): PaymentMethodObject {
  const method = existing(context, id);
  if (method.customer === null) {
    throw invalidParam('The payment method you provided is not attached to a customer so detachment is impossible.');
  }
  const detached = context.store.paymentMethods.set(id, { ...method, customer: null });
  spend(context, id);
  forgetDefaultMethod(context, method.customer, id);
  context.events.emit('payment_method.detached', detached, context, method);
  return detached;
}

/** Marks a payment method that no customer keeps as used up. */
export function spend(context: OperationContext, id: string): void {
  context.store.spentMethods.set(id, { id });
}

/** Throws Stripe's 400 for a method that was used without a customer, or detached from one. */
export function refuseSpent(context: OperationContext, { id }: PaymentMethodObject): void {
  if (context.store.spentMethods.get(id) === undefined) return;
  throw invalidParam(
    'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.',
    'payment_method',
  );
}

/** A method of an intent must be its customer's own, or nobody's. Throws Stripe's 400. */
export function requireOwner(
  method: PaymentMethodObject,
  customer: string | null,
  kind: 'PaymentIntent' | 'SetupIntent',
) {
  if (method.customer === null || method.customer === customer) return;
  const message =
    customer === null
      ? `The payment method supplied (${method.id}) belongs to a Customer. Please include the Customer in the \`customer\` parameter on the ${kind}.`
      : `The PaymentMethod ${method.id} does not belong to the Customer you supplied ${customer}. Please use this PaymentMethod with the Customer that it belongs to instead.`;
  throw invalidParam(message, 'payment_method');
}

/** A payment method by id, or the one a `pm_card_…` name makes. Throws Stripe's 404. */
export function readPaymentMethod(context: OperationContext, id: string): PaymentMethodObject {
  return cardByName(id) === undefined ? existing(context, id) : findPaymentMethod(context, id);
}

/** A payment method its customer keeps. Throws Stripe's 404 for any other. */
export function findCustomersMethod(context: OperationContext, customer: string, id: string): PaymentMethodObject {
  if (context.store.customers.get(customer) === undefined) throw noSuch('customer', customer);
  const method = existing(context, id);
  if (method.customer !== customer) throw noSuch('PaymentMethod', id, 'payment_method');
  return method;
}

function existing(context: OperationContext, id: string): PaymentMethodObject {
  const method = context.store.paymentMethods.get(id);
  if (method === undefined) throw noSuch('PaymentMethod', id, 'payment_method');
  return method;
}
