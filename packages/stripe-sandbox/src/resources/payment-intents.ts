import { z } from 'zod';
import { type CardBehaviour, cardByNumber } from '../cards/test-cards.ts';
import { type OperationContext, objectId, seconds } from '../context.ts';
import { invalidParam, noSuch, StripeApiError } from '../http/errors.ts';
import { expand, flag, integer, mergeMetadata, metadata } from '../http/params.ts';
import type { PaymentIntentObject } from '../store/objects/payment-intent.ts';
import type { PaymentMethodObject } from '../store/objects/payment-method.ts';
import { captureCharge, createCharge } from './charges.ts';
import { redeemToken } from './confirmation-tokens.ts';
import { openDispute } from './disputes.ts';
import { attachPaymentMethod, createPaymentMethod, findPaymentMethod, paymentMethodData } from './payment-methods.ts';

const text = z.string().max(1_000);
const confirmable = {
  payment_method: z.string().optional(),
  payment_method_data: z.strictObject(paymentMethodData).optional(),
  confirmation_token: z.string().optional(),
  return_url: z.string().optional(),
  use_stripe_sdk: flag.optional(),
  off_session: flag.optional(),
  setup_future_usage: z.enum(['on_session', 'off_session', '']).optional(),
  receipt_email: text.optional(),
};
const describable = {
  customer: z.string().optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  statement_descriptor: z.string().max(22).optional(),
  statement_descriptor_suffix: z.string().max(22).optional(),
};

export const createIntentParams = z.strictObject({
  amount: integer,
  currency: z.string(),
  automatic_payment_methods: z
    .strictObject({ enabled: flag, allow_redirects: z.enum(['always', 'never']).optional() })
    .optional(),
  payment_method_types: z.array(z.string()).optional(),
  capture_method: z.enum(['automatic', 'automatic_async', 'manual']).optional(),
  confirmation_method: z.enum(['automatic', 'manual']).optional(),
  confirm: flag.optional(),
  expand,
  ...confirmable,
  ...describable,
});
export const updateIntentParams = z.strictObject({
  amount: integer.optional(),
  currency: z.string().optional(),
  payment_method: z.string().optional(),
  setup_future_usage: z.enum(['on_session', 'off_session', '']).optional(),
  receipt_email: text.optional(),
  expand,
  ...describable,
});
export const confirmIntentParams = z.strictObject({ client_secret: z.string().optional(), expand, ...confirmable });
export const cancelIntentParams = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  expand,
});
export const captureIntentParams = z.strictObject({ amount_to_capture: integer.optional(), expand });

type ConfirmParams = z.output<typeof confirmIntentParams>;

/** Smallest amounts in minor units: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const MINIMUM: Readonly<Record<string, number>> = {
  usd: 50,
  aed: 200,
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1_500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  inr: 50,
  jpy: 50,
  mxn: 1_000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1_000,
};
const MAXIMUM = 99_999_999;

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
    shipping: null,
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

/** Finds an intent; with `clientSecret`, only for who holds it. Throws Stripe's 404. */
export function findIntent(context: OperationContext, id: string, clientSecret?: string | null): PaymentIntentObject {
  const intent = context.store.paymentIntents.get(id);
  if (intent === undefined) throw noSuch('payment_intent', id, 'intent');
  if (clientSecret !== undefined && intent.client_secret !== clientSecret) {
    throw invalidParam(
      'The client_secret provided does not match any associated PaymentIntent on this account.',
      'client_secret',
      'payment_intent_invalid_parameter',
    );
  }
  return intent;
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
    ...(method === undefined
      ? {}
      : { payment_method: method.id, status: 'requires_confirmation', next_action: null, last_payment_error: null }),
  });
}

/** Confirms an intent: charges its card, asks for 3D Secure, or fails with the card's decline (402). */
export function confirmIntent(context: OperationContext, id: string, params: ConfirmParams): PaymentIntentObject {
  const intent = findIntent(context, id, params.client_secret);
  requireStatus(intent, ['requires_payment_method', 'requires_confirmation', 'requires_action'], 'confirm');
  const method = methodToConfirm(context, intent, params);
  const behaviour = behaviourOf(context, method);
  const challenged =
    behaviour.challenge === 'always' ||
    (behaviour.challenge === 'unless_set_up' && !(params.off_session === true && method.customer !== null));
  const confirmed = context.store.paymentIntents.set(id, {
    ...intent,
    payment_method: method.id,
    last_payment_error: null,
    next_action: null,
    ...(params.receipt_email === undefined ? {} : { receipt_email: params.receipt_email }),
    ...(params.setup_future_usage === undefined ? {} : { setup_future_usage: params.setup_future_usage || null }),
  });
  if (challenged && params.off_session === true) {
    return fail(context, confirmed, method, {
      code: 'authentication_required',
      declineCode: 'authentication_required',
      message: 'Your card was declined. This transaction requires authentication.',
    });
  }
  if (challenged) return askForAuthentication(context, confirmed, method, params);
  return charge(context, confirmed, method, behaviour, false);
}

/** Ends a 3D Secure challenge: the intent goes on by itself, as with automatic confirmation at Stripe. */
export function finishChallenge(context: OperationContext, challengeId: string, passed: boolean): PaymentIntentObject {
  const challenge = context.store.challenges.get(challengeId);
  if (challenge === undefined) throw noSuch('challenge', challengeId);
  const intent = findIntent(context, challenge.paymentIntent);
  const method = findPaymentMethod(context, challenge.paymentMethod);
  if (
    intent.status !== 'requires_action' ||
    intent.next_action === null ||
    !JSON.stringify(intent.next_action).includes(challengeId)
  )
    return intent;
  if (passed) {
    return charge(context, { ...intent, next_action: null }, method, behaviourOf(context, method), true, 'answer');
  }
  const failed = failIntent(context, intent, {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    doc_url: 'https://docs.stripe.com/error-codes#payment-intent-authentication-failure',
    payment_method: method,
  });
  return failed;
}

/** Cancels an intent that has not been paid. */
export function cancelIntent(context: OperationContext, id: string, reason: string | undefined): PaymentIntentObject {
  const intent = findIntent(context, id);
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
  return done;
}

function methodToConfirm(
  context: OperationContext,
  intent: PaymentIntentObject,
  params: ConfirmParams,
): PaymentMethodObject {
  if (params.confirmation_token !== undefined) return redeemToken(context, params.confirmation_token, intent.id);
  if (params.payment_method !== undefined) return findPaymentMethod(context, params.payment_method);
  if (params.payment_method_data !== undefined) return createPaymentMethod(context, params.payment_method_data);
  if (intent.payment_method !== null) return findPaymentMethod(context, intent.payment_method);
  throw invalidParam(
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
    undefined,
    'payment_intent_unexpected_state',
  );
}

function askForAuthentication(
  context: OperationContext,
  intent: PaymentIntentObject,
  method: PaymentMethodObject,
  params: ConfirmParams,
): PaymentIntentObject {
  const id = objectId('payatt_3ds');
  context.store.challenges.set(id, { id, paymentIntent: intent.id, paymentMethod: method.id });
  const page = `${context.origin}/v3/3ds/${id}`;
  const redirect = params.return_url !== undefined && params.use_stripe_sdk !== true;
  const waiting = context.store.paymentIntents.set(intent.id, {
    ...intent,
    status: 'requires_action',
    next_action: redirect
      ? { type: 'redirect_to_url', redirect_to_url: { return_url: params.return_url ?? null, url: page } }
      : {
          type: 'use_stripe_sdk',
          use_stripe_sdk: { type: 'three_d_secure_redirect', source: id, stripe_js: page },
        },
  });
  context.events.emit('payment_intent.requires_action', waiting, context);
  return waiting;
}

function charge(
  context: OperationContext,
  intent: PaymentIntentObject,
  method: PaymentMethodObject,
  behaviour: CardBehaviour,
  authenticated: boolean,
  onDecline: 'throw' | 'answer' = 'throw',
): PaymentIntentObject {
  const manual = intent.capture_method === 'manual';
  const made = createCharge(context, intent, method, behaviour, { authenticated, captured: !manual });
  if (behaviour.decline !== undefined) {
    return fail(context, { ...intent, latest_charge: made.id }, method, behaviour.decline, made.id, onDecline);
  }
  const paid = context.store.paymentIntents.set(intent.id, {
    ...intent,
    amount_capturable: manual ? intent.amount : 0,
    amount_received: manual ? 0 : intent.amount,
    latest_charge: made.id,
    next_action: null,
    status: manual ? 'requires_capture' : 'succeeded',
  });
  keepForLater(context, paid, method);
  context.events.emit('charge.succeeded', made, context);
  context.events.emit(manual ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded', paid, context);
  if (behaviour.dispute !== undefined && !manual) openDispute(context, made, behaviour.dispute);
  return paid;
}

/** A payment made with `setup_future_usage` leaves its card with the customer. */
function keepForLater(context: OperationContext, intent: PaymentIntentObject, method: PaymentMethodObject): void {
  const { customer, setup_future_usage } = intent;
  if (setup_future_usage === null || customer === null || method.customer !== null) return;
  if (context.store.customers.get(customer) !== undefined) attachPaymentMethod(context, method.id, customer);
}

function fail(
  context: OperationContext,
  intent: PaymentIntentObject,
  method: PaymentMethodObject,
  decline: NonNullable<CardBehaviour['decline']>,
  chargeId?: string,
  onDecline: 'throw' | 'answer' = 'throw',
): PaymentIntentObject {
  const error = {
    type: 'card_error' as const,
    code: decline.code,
    message: decline.message,
    doc_url: `https://docs.stripe.com/error-codes#${decline.code.replaceAll('_', '-')}`,
    ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }),
    ...(decline.adviceCode === undefined ? {} : { advice_code: decline.adviceCode }),
    ...(decline.code === 'card_declined' && decline.blocked !== true ? { network_decline_code: '05' } : {}),
    ...(chargeId === undefined ? {} : { charge: chargeId }),
    payment_method: method,
  };
  const made = chargeId === undefined ? undefined : context.store.charges.get(chargeId);
  if (made !== undefined) context.events.emit('charge.failed', made, context);
  const failed = failIntent(context, intent, error);
  if (onDecline === 'answer') return failed;
  throw new StripeApiError(402, { ...error, payment_intent: failed });
}

function failIntent(
  context: OperationContext,
  intent: PaymentIntentObject,
  error: NonNullable<PaymentIntentObject['last_payment_error']>,
): PaymentIntentObject {
  const failed = context.store.paymentIntents.set(intent.id, {
    ...intent,
    last_payment_error: error,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  context.events.emit('payment_intent.payment_failed', failed, context);
  return failed;
}

function behaviourOf(context: OperationContext, method: PaymentMethodObject): CardBehaviour {
  return cardByNumber(context.store.cardNumbers.get(method.id)?.value ?? '')?.behaviour ?? {};
}

function requireStatus(intent: PaymentIntentObject, allowed: readonly string[], verb: string): void {
  if (allowed.includes(intent.status)) return;
  throw new StripeApiError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be ${verb === 'cancel' ? 'canceled' : `${verb}ed`}: ${allowed.join(', ')}.`,
    payment_intent: intent,
  });
}

function checkAmount(amount: number, currency: string): string {
  const code = currency.toLowerCase();
  if (!/^[a-z]{3}$/.test(code)) throw invalidParam(`Invalid currency: ${currency}.`, 'currency');
  if (amount < 1)
    throw invalidParam('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  const minimum = MINIMUM[code] ?? 1;
  if (amount < minimum) {
    throw invalidParam(`Amount must be at least ${minimum} ${code} in minor units.`, 'amount', 'amount_too_small');
  }
  if (amount > MAXIMUM)
    throw invalidParam(`Amount must be no more than ${MAXIMUM} ${code} in minor units.`, 'amount', 'amount_too_large');
  return code;
}
