import type { z } from 'zod';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { noSuchParam } from '../../http/errors.ts';
import { mergeMetadata } from '../../http/params.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import type { SetupIntentObject } from '../../store/objects/setup-intent.ts';
import { refuseWhileInCheckout } from '../checkout/completion.ts';
import { chooseMethods, requireAllowed } from '../intents/method-choice.ts';
import { createPaymentMethod, findPaymentMethod, requireOwner } from '../payment-methods/payment-methods.ts';
import { checkSetup, confirmSetupIntent } from './confirmation.ts';
import { cardOptions, findSetupIntent, requireUnfinished } from './lookup.ts';
import type { createSetupIntentParams, updateSetupIntentParams } from './params.ts';

/** Creates a setup intent and, with `confirm`, confirms it in the same request. */
export function createSetupIntent(
  context: OperationContext,
  params: z.output<typeof createSetupIntentParams>,
): SetupIntentObject {
  if (params.customer !== undefined && context.store.customers.get(params.customer) === undefined) {
    throw noSuchParam('customer', params.customer, 'customer');
  }
  const choice = chooseMethods(context, params, { kind: 'SetupIntent', currency: null });
  const method = givenMethod(context, params);
  if (method !== undefined) {
    requireOwner(method, params.customer ?? null, 'SetupIntent');
    requireAllowed(method, choice, 'SetupIntent');
  }
  const id = objectId('seti');
  const intent: SetupIntentObject = {
    id,
    object: 'setup_intent',
    ...choice,
    application: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${objectId('x').slice(2)}`,
    created: seconds(context.clock),
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: method?.id ?? null,
    payment_method_configuration_details: null,
    payment_method_options: cardOptions(params.payment_method_options?.card?.request_three_d_secure ?? 'automatic'),
    single_use_mandate: null,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    usage: params.usage ?? 'off_session',
  };
  const confirmation = confirmationOf(params);
  // What cannot be confirmed is not made either.
  if (confirmation !== undefined) checkSetup(context, intent, confirmation);
  context.store.setupIntents.set(id, intent);
  context.events.emit('setup_intent.created', intent, context);
  return confirmation === undefined ? intent : confirmSetupIntent(context, id, confirmation);
}

/** The payment method a request names or describes. Throws as `findPaymentMethod` and `createPaymentMethod` do. */
function givenMethod(
  context: OperationContext,
  { payment_method, payment_method_data }: z.output<typeof updateSetupIntentParams>,
): PaymentMethodObject | undefined {
  if (payment_method !== undefined) return findPaymentMethod(context, payment_method);
  return payment_method_data && createPaymentMethod(context, payment_method_data);
}

/** How a setup intent is confirmed in the request that makes it; its payment method is the intent's by then. */
function confirmationOf(
  params: z.output<typeof createSetupIntentParams>,
): Parameters<typeof confirmSetupIntent>[2] | undefined {
  if (params.confirm !== true) return undefined;
  const { confirmation_token, mandate_data, return_url, use_stripe_sdk } = params;
  return { confirmation_token, mandate_data, return_url, use_stripe_sdk };
}

/** Changes a setup intent that is not over: https://docs.stripe.com/api/setup_intents/update. Throws 400 where Stripe does. */
export function updateSetupIntent(
  context: OperationContext,
  id: string,
  params: z.output<typeof updateSetupIntentParams>,
): SetupIntentObject {
  const intent = findSetupIntent(context, id);
  const { customer = intent.customer, description, payment_method, payment_method_data } = params;
  if (params.customer !== undefined || payment_method !== undefined || payment_method_data !== undefined) {
    requireUnfinished(intent, 'update');
  }
  if (customer !== null && context.store.customers.get(customer) === undefined) {
    throw noSuchParam('customer', customer, 'customer');
  }
  const given = givenMethod(context, params);
  const method =
    given ?? (intent.payment_method === null ? undefined : findPaymentMethod(context, intent.payment_method));
  const choice = chooseMethods(context, params, { kind: 'SetupIntent', currency: null, before: intent });
  if (method !== undefined && intent.status !== 'succeeded') requireOwner(method, customer, 'SetupIntent');
  if (given !== undefined) requireAllowed(given, choice, 'SetupIntent');
  const requested = params.payment_method_options?.card?.request_three_d_secure;
  return context.store.setupIntents.set(id, {
    ...intent,
    ...choice,
    customer,
    description: description === undefined ? intent.description : description || null,
    metadata: mergeMetadata(intent.metadata, params.metadata),
    ...(requested === undefined ? {} : { payment_method_options: cardOptions(requested) }),
    ...(given === undefined
      ? {}
      : { payment_method: given.id, status: 'requires_confirmation', next_action: null, last_setup_error: null }),
  });
}

/** Cancels a setup intent that has not succeeded, and is not an open checkout session's. */
export function cancelSetupIntent(
  context: OperationContext,
  id: string,
  reason: string | undefined,
): SetupIntentObject {
  refuseWhileInCheckout(context, id, 'cancel');
  const intent = findSetupIntent(context, id);
  requireUnfinished(intent, 'cancel');
  const canceled = context.store.setupIntents.set(id, {
    ...intent,
    cancellation_reason: reason ?? null,
    next_action: null,
    status: 'canceled',
  });
  context.events.emit('setup_intent.canceled', canceled, context);
  return canceled;
}
