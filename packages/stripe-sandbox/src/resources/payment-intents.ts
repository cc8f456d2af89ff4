import type { z } from 'zod';
import { type OperationContext, objectId, seconds } from '../context.ts';
import { invalidParam } from '../http/errors.ts';
import { mergeMetadata } from '../http/params.ts';
import type { PaymentIntentObject } from '../store/objects/payment-intent.ts';
import { checkAmount } from './amounts.ts';
import { captureCharge } from './charges.ts';
import { followIntent, refuseWhileInCheckout } from './checkout-completion.ts';
import { confirmIntent } from './payment-intent-confirmation.ts';
import { findIntent, requireStatus } from './payment-intent-lookup.ts';
import type { createIntentParams, updateIntentParams } from './payment-intent-params.ts';
import { findPaymentMethod } from './payment-methods.ts';
import { shippingOf } from './shipping.ts';

/** Creates an intent and, with `confirm`, confirms it in the same request. */
export function createIntent(
  context: OperationContext,
  params: z.output<typeof createIntentParams>,
): PaymentIntentObject {
  const currency = checkAmount(params.amount, params.currency);
  if (params.customer !== undefined && context.store.customers.get(params.customer) === undefined) {
    throw invalidParam(`No such customer: '${params.customer}'`, 'customer', 'resource_missing');
  }
  if (params.confirm !== true && params.confirmation_token !== undefined) {
    throw invalidParam(
      'You can only pass `confirmation_token` when also setting `confirm=true`.',
      'confirmation_token',
    );
  }
  const method = params.payment_method === undefined ? undefined : findPaymentMethod(context, params.payment_method);
  const id = objectId('pi');
  const automatic = params.payment_method_types === undefined;
  const intent = context.store.paymentIntents.set(id, {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: params.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automatic
      ? { allow_redirects: params.automatic_payment_methods?.allow_redirects ?? 'always', enabled: true }
      : null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: params.capture_method ?? 'automatic_async',
    client_secret: `${id}_secret_${objectId('x').slice(2)}`,
    confirmation_method: params.confirmation_method ?? 'automatic',
    created: seconds(context.clock),
    currency,
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: method?.id ?? null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: params.payment_method_types ?? ['card'],
    payment_record: null,
    processing: null,
    receipt_email: params.receipt_email ?? null,
    review: null,
    setup_future_usage: params.setup_future_usage || null,
    shipping: params.shipping === undefined ? null : shippingOf(params.shipping),
    source: null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    transfer_data: null,
    transfer_group: null,
  });
  context.events.emit('payment_intent.created', intent, context);
  if (params.confirm !== true) return intent;
  const { payment_method, payment_method_data, confirmation_token, return_url, use_stripe_sdk, off_session } = params;
  return confirmIntent(context, id, {
    payment_method,
    payment_method_data,
    confirmation_token,
    return_url,
    use_stripe_sdk,
    off_session,
  });
}

/** Changes an intent that has not been paid. */
export function updateIntent(
  context: OperationContext,
  id: string,
  params: z.output<typeof updateIntentParams>,
): PaymentIntentObject {
  const intent = findIntent(context, id);
  const {
    expand: _expand,
    metadata: newMetadata,
    amount,
    currency,
    payment_method,
    setup_future_usage,
    shipping,
    ...rest
  } = params;
  if (amount !== undefined || currency !== undefined || payment_method !== undefined) {
    requireStatus(intent, ['requires_payment_method', 'requires_confirmation', 'requires_action'], 'update');
  }
  const method = payment_method === undefined ? undefined : findPaymentMethod(context, payment_method);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return context.store.paymentIntents.set(id, {
    ...intent,
    ...given,
    amount: amount ?? intent.amount,
    currency: checkAmount(amount ?? intent.amount, currency ?? intent.currency),
    metadata: mergeMetadata(intent.metadata, newMetadata),
    ...(setup_future_usage === undefined ? {} : { setup_future_usage: setup_future_usage || null }),
    ...(shipping === undefined ? {} : { shipping: shipping === '' ? null : shippingOf(shipping) }),
    ...(method === undefined
      ? {}
      : { payment_method: method.id, status: 'requires_confirmation', next_action: null, last_payment_error: null }),
  });
}

/** Cancels an intent that has not been paid, and is not an open checkout session's. */
export function cancelIntent(context: OperationContext, id: string, reason: string | undefined): PaymentIntentObject {
  const intent = findIntent(context, id);
  refuseWhileInCheckout(context, id, 'cancel');
  requireStatus(
    intent,
    ['requires_payment_method', 'requires_confirmation', 'requires_action', 'requires_capture', 'processing'],
    'cancel',
  );
  const canceled = context.store.paymentIntents.set(id, {
    ...intent,
    amount_capturable: 0,
    canceled_at: seconds(context.clock),
    cancellation_reason: reason ?? null,
    next_action: null,
    status: 'canceled',
  });
  context.events.emit('payment_intent.canceled', canceled, context);
  return canceled;
}

/** Captures an authorised intent, wholly or in part; what is left is released. */
export function captureIntent(context: OperationContext, id: string, amount: number | undefined): PaymentIntentObject {
  const intent = findIntent(context, id);
  requireStatus(intent, ['requires_capture'], 'capture');
  const captured = amount ?? intent.amount_capturable;
  if (captured < 1 || captured > intent.amount_capturable) {
    throw invalidParam(
      'The amount to capture must be between 1 and the amount that can be captured.',
      'amount_to_capture',
      'amount_too_large',
    );
  }
  const done = context.store.paymentIntents.set(id, {
    ...intent,
    amount_capturable: 0,
    amount_received: captured,
    status: 'succeeded',
  });
  if (intent.latest_charge !== null) captureCharge(context, intent.latest_charge, captured);
  context.events.emit('payment_intent.succeeded', done, context);
  followIntent(context, done);
  return done;
}
