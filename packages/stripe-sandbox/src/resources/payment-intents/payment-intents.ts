import type { z } from 'zod';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { invalidParam, noSuchParam } from '../../http/errors.ts';
import { mergeMetadata } from '../../http/params.ts';
import { isBefore } from '../../published/versions.ts';
import type { MethodChoice } from '../../store/objects/method-choice.ts';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import { abandonPendingCharge, captureCharge } from '../charges/charges.ts';
import { followIntent, refuseWhileInCheckout } from '../checkout/completion.ts';
import { openDispute } from '../disputes/disputes.ts';
import { chooseMethods, requireAllowed } from '../intents/method-choice.ts';
import { behaviourOf } from '../payment-methods/card-behaviour.ts';
import {
  createPaymentMethod,
  findPaymentMethod,
  refuseSpent,
  requireOwner,
} from '../payment-methods/payment-methods.ts';
import { checkAmount } from '../shared/amounts.ts';
import { shippingOf } from '../shared/shipping.ts';
import { amountDetailsOf } from './amount-details.ts';
import { checkConfirmation, confirmIntent } from './confirmation.ts';
import { findIntent, requireStatus } from './lookup.ts';
import { type captureIntentParams, type createIntentParams, ONLY_WITH_CONFIRM } from './params.ts';

type CreateParams = z.output<typeof createIntentParams>;

/** Creates an intent and, with `confirm`, confirms it in the same request. */
export function createIntent(context: OperationContext, params: CreateParams): PaymentIntentObject {
  const currency = checkAmount(params.amount, params.currency);
  refuseContradictions(params);
  if (params.customer !== undefined && context.store.customers.get(params.customer) === undefined) {
    throw noSuchParam('customer', params.customer, 'customer');
  }
  const choice = chooseMethods(context, params, { kind: 'PaymentIntent', currency });
  const method = methodToStartWith(context, params, choice);
  const id = objectId('pi');
  const intent: PaymentIntentObject = {
    id,
    object: 'payment_intent',
    ...choice,
    amount: params.amount,
    amount_capturable: 0,
    amount_details: amountDetailsOf(params.amount_details),
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: params.capture_method ?? defaultCapture(context),
    client_secret: `${id}_secret_${objectId('x').slice(2)}`,
    confirmation_method: params.confirmation_method ?? 'automatic',
    created: seconds(context.clock),
    currency,
    customer: params.customer ?? null,
    customer_account: null,
    description: params.description ?? null,
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
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: params.payment_method_options?.card?.request_three_d_secure ?? 'automatic',
      },
    },
    payment_record: null,
    processing: null,
    receipt_email: params.receipt_email ?? null,
    review: null,
    setup_future_usage: params.setup_future_usage || null,
    shipping: params.shipping ? shippingOf(params.shipping) : null,
    source: null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    transfer_data: null,
    transfer_group: null,
  };
  const confirmation = confirmationOf(params);
  // What cannot be confirmed is not made either.
  if (confirmation !== undefined) checkConfirmation(context, intent, confirmation);
  context.store.paymentIntents.set(id, intent);
  context.events.emit('payment_intent.created', intent, context);
  return confirmation === undefined ? intent : confirmIntent(context, id, confirmation);
}

/** How an intent is confirmed in the request that makes it; its payment method is the intent's by then. */
function confirmationOf(params: CreateParams): Parameters<typeof confirmIntent>[2] | undefined {
  if (params.confirm !== true) return undefined;
  const { confirmation_token, error_on_requires_action, mandate_data, off_session, return_url, use_stripe_sdk } =
    params;
  return { confirmation_token, error_on_requires_action, mandate_data, off_session, return_url, use_stripe_sdk };
}

/** https://docs.stripe.com/changelog/2024-04-10/automatic-sync-default-paymentintents */
function defaultCapture({ version }: OperationContext): 'automatic' | 'automatic_async' {
  return isBefore(version, '2024-04-10') ? 'automatic' : 'automatic_async';
}

/** Throws Stripe's 400 for parameters that need `confirm`, or that do not go together. */
function refuseContradictions(params: CreateParams): void {
  const lonely = ONLY_WITH_CONFIRM.find((name) => params[name] !== undefined && params[name] !== '');
  if (params.confirm !== true && lonely !== undefined) {
    throw invalidParam(
      `The parameter \`${lonely}\` cannot be passed when creating a PaymentIntent unless \`confirm\` is set to true.`,
      lonely,
    );
  }
  if (params.confirmation_method !== undefined && params.automatic_payment_methods?.enabled === true) {
    throw invalidParam(
      'You may only specify one of these parameters: automatic_payment_methods, confirmation_method.',
      'automatic_payment_methods',
    );
  }
}

function methodToStartWith(
  context: OperationContext,
  params: CreateParams,
  choice: MethodChoice,
): PaymentMethodObject | undefined {
  const { payment_method, payment_method_data, customer = null } = params;
  const method =
    payment_method !== undefined
      ? findPaymentMethod(context, payment_method)
      : payment_method_data !== undefined
        ? createPaymentMethod(context, payment_method_data)
        : undefined;
  if (method === undefined) return undefined;
  refuseSpent(context, method);
  requireOwner(method, customer, 'PaymentIntent');
  requireAllowed(method, choice, 'PaymentIntent');
  return method;
}

/** Cancels an intent that has not been paid, and is not an open checkout session's. */
export function cancelIntent(context: OperationContext, id: string, reason: string | undefined): PaymentIntentObject {
  refuseWhileInCheckout(context, id, 'cancel');
  const intent = findIntent(context, id);
  requireStatus(
    intent,
    ['requires_payment_method', 'requires_confirmation', 'requires_action', 'requires_capture', 'processing'],
    'cancel',
  );
  abandonPendingCharge(context, intent.latest_charge);
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
export function captureIntent(
  context: OperationContext,
  id: string,
  params: z.output<typeof captureIntentParams>,
): PaymentIntentObject {
  const intent = findIntent(context, id);
  requireStatus(intent, ['requires_capture'], 'capture');
  const captured = params.amount_to_capture ?? intent.amount_capturable;
  if (captured < 1) {
    throw invalidParam(
      'This value must be greater than or equal to 1.',
      'amount_to_capture',
      'parameter_invalid_integer',
    );
  }
  if (captured > intent.amount_capturable) {
    throw invalidParam(
      `The remaining amount_capturable for this PaymentIntent is ${intent.amount_capturable}, but you tried to capture ${captured}.`,
      'amount_to_capture',
      'amount_too_large',
    );
  }
  const done = context.store.paymentIntents.set(id, {
    ...intent,
    amount_capturable: 0,
    amount_received: captured,
    metadata: mergeMetadata(intent.metadata, params.metadata),
    statement_descriptor: params.statement_descriptor ?? intent.statement_descriptor,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? intent.statement_descriptor_suffix,
    status: 'succeeded',
  });
  const charge = intent.latest_charge === null ? undefined : captureCharge(context, intent.latest_charge, captured);
  context.events.emit('payment_intent.succeeded', done, context);
  const dispute = charge === undefined ? undefined : behaviourOf(context, charge.payment_method).dispute;
  if (charge !== undefined && dispute !== undefined) openDispute(context, charge, dispute);
  followIntent(context, done);
  return done;
}
