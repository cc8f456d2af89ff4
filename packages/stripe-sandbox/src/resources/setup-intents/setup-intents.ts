import type { z } from 'zod';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { noSuchParam } from '../../http/errors.ts';
import { mergeMetadata } from '../../http/params.ts';
import type { SetupIntentObject } from '../../store/objects/setup-intent.ts';
import { refuseWhileInCheckout } from '../checkout/completion.ts';
import { createPaymentMethod, findPaymentMethod, requireOwner } from '../payment-methods/payment-methods.ts';
import { confirmSetupIntent } from './confirmation.ts';
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
  const method = params.payment_method === undefined ? undefined : findPaymentMethod(context, params.payment_method);
  if (method !== undefined) requireOwner(method, params.customer ?? null, 'SetupIntent');
  const id = objectId('seti');
  const intent = context.store.setupIntents.set(id, {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods:
      params.payment_method_types === undefined
        ? { allow_redirects: params.automatic_payment_methods?.allow_redirects ?? 'always', enabled: true }
        : null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${objectId('x').slice(2)}`,
    created: seconds(context.clock),
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: null,
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
    payment_method_types: params.payment_method_types ?? ['card'],
    single_use_mandate: null,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    usage: params.usage ?? 'off_session',
  });
  context.events.emit('setup_intent.created', intent, context);
  if (params.confirm !== true) return intent;
  // The method made above for a `pm_card_…` name is kept; naming the alias again would make a second one.
  const { payment_method_data, confirmation_token, mandate_data, return_url, use_stripe_sdk } = params;
  return confirmSetupIntent(context, id, {
    payment_method_data,
    confirmation_token,
    mandate_data,
    return_url,
    use_stripe_sdk,
  });
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
  const given =
    payment_method === undefined
      ? payment_method_data && createPaymentMethod(context, payment_method_data)
      : findPaymentMethod(context, payment_method);
  const method =
    given ?? (intent.payment_method === null ? undefined : findPaymentMethod(context, intent.payment_method));
  if (method !== undefined && intent.status !== 'succeeded') requireOwner(method, customer, 'SetupIntent');
  const requested = params.payment_method_options?.card?.request_three_d_secure;
  return context.store.setupIntents.set(id, {
    ...intent,
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
