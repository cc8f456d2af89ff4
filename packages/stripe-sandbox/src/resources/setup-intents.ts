import { z } from 'zod';
import { type CardBehaviour, cardByNumber } from '../cards/test-cards.ts';
import { type OperationContext, objectId, seconds } from '../context.ts';
import { invalidParam, noSuch, StripeApiError } from '../http/errors.ts';
import { expand, flag, mergeMetadata, metadata } from '../http/params.ts';
import type { SetupChallenge } from '../store/account-store.ts';
import type { LastPaymentError } from '../store/objects/payment-intent.ts';
import type { PaymentMethodObject } from '../store/objects/payment-method.ts';
import type { SetupIntentObject } from '../store/objects/setup-intent.ts';
import { bankAction } from './bank-page.ts';
import { followIntent, refuseWhileInCheckout } from './checkout-completion.ts';
import { redeemToken } from './confirmation-tokens.ts';
import { attachPaymentMethod, createPaymentMethod, findPaymentMethod, paymentMethodData } from './payment-methods.ts';

const confirmable = {
  payment_method: z.string().optional(),
  payment_method_data: z.strictObject(paymentMethodData).optional(),
  confirmation_token: z.string().optional(),
  return_url: z.string().optional(),
  use_stripe_sdk: flag.optional(),
};

export const createSetupIntentParams = z.strictObject({
  automatic_payment_methods: z
    .strictObject({ enabled: flag, allow_redirects: z.enum(['always', 'never']).optional() })
    .optional(),
  payment_method_types: z.array(z.string()).optional(),
  confirm: flag.optional(),
  customer: z.string().optional(),
  description: z.string().max(1_000).optional(),
  metadata: metadata.optional(),
  usage: z.enum(['off_session', 'on_session']).optional(),
  expand,
  ...confirmable,
});
export const confirmSetupIntentParams = z.strictObject({
  client_secret: z.string().optional(),
  expand,
  ...confirmable,
});
export const cancelSetupIntentParams = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'requested_by_customer']).optional(),
  expand,
});

type ConfirmParams = z.output<typeof confirmSetupIntentParams>;

const UNFINISHED = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

/** Creates a setup intent and, with `confirm`, confirms it in the same request. */
export function createSetupIntent(
  context: OperationContext,
  params: z.output<typeof createSetupIntentParams>,
): SetupIntentObject {
  if (params.customer !== undefined && context.store.customers.get(params.customer) === undefined) {
    throw invalidParam(`No such customer: '${params.customer}'`, 'customer', 'resource_missing');
  }
  const method = params.payment_method === undefined ? undefined : findPaymentMethod(context, params.payment_method);
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
    payment_method_options: null,
    payment_method_types: params.payment_method_types ?? ['card'],
    single_use_mandate: null,
    status: method === undefined ? 'requires_payment_method' : 'requires_confirmation',
    usage: params.usage ?? 'off_session',
  });
  context.events.emit('setup_intent.created', intent, context);
  if (params.confirm !== true) return intent;
  // The method made above for a `pm_card_…` name is kept; naming the alias again would make a second one.
  const { payment_method_data, confirmation_token, return_url, use_stripe_sdk } = params;
  return confirmSetupIntent(context, id, { payment_method_data, confirmation_token, return_url, use_stripe_sdk });
}

/** Finds a setup intent; with `clientSecret`, only for who holds it. Throws Stripe's 404. */
export function findSetupIntent(
  context: OperationContext,
  id: string,
  clientSecret?: string | null,
): SetupIntentObject {
  const intent = context.store.setupIntents.get(id);
  if (intent === undefined) throw noSuch('setup_intent', id, 'intent');
  if (clientSecret !== undefined && intent.client_secret !== clientSecret) {
    throw invalidParam(
      'The client_secret provided does not match any associated SetupIntent on this account.',
      'client_secret',
      'setup_intent_invalid_parameter',
    );
  }
  return intent;
}

/** Confirms a setup intent: keeps the card for later, asks for 3D Secure, or fails with the card's decline (402). */
export function confirmSetupIntent(context: OperationContext, id: string, params: ConfirmParams): SetupIntentObject {
  const intent = findSetupIntent(context, id, params.client_secret);
  requireUnfinished(intent, 'confirm');
  const method = methodToConfirm(context, intent, params);
  const confirmed = context.store.setupIntents.set(id, {
    ...intent,
    payment_method: method.id,
    last_setup_error: null,
    next_action: null,
  });
  const behaviour = cardByNumber(context.store.cardNumbers.get(method.id)?.value ?? '')?.behaviour ?? {};
  if (behaviour.challenge !== undefined) return askForAuthentication(context, confirmed, method, params);
  if (behaviour.decline !== undefined && behaviour.attaches !== true) {
    return decline(context, confirmed, method, behaviour.decline);
  }
  return succeed(context, confirmed, method);
}

/** Ends the 3D Secure challenge of a setup intent, which goes on by itself. A challenge answered before changes nothing. */
export function finishSetupChallenge(
  context: OperationContext,
  challenge: SetupChallenge,
  passed: boolean,
): SetupIntentObject {
  const intent = findSetupIntent(context, challenge.setupIntent);
  if (intent.status !== 'requires_action' || !JSON.stringify(intent.next_action).includes(challenge.id)) return intent;
  const method = findPaymentMethod(context, challenge.paymentMethod);
  if (passed) {
    const done = succeed(context, { ...intent, next_action: null }, method);
    followIntent(context, done);
    return done;
  }
  return failSetup(context, intent, {
    type: 'invalid_request_error',
    code: 'setup_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    doc_url: 'https://docs.stripe.com/error-codes#setup-intent-authentication-failure',
    payment_method: method,
  });
}

/** Cancels a setup intent that has not succeeded, and is not an open checkout session's. */
export function cancelSetupIntent(
  context: OperationContext,
  id: string,
  reason: string | undefined,
): SetupIntentObject {
  const intent = findSetupIntent(context, id);
  refuseWhileInCheckout(context, id, 'cancel');
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

function methodToConfirm(
  context: OperationContext,
  intent: SetupIntentObject,
  params: ConfirmParams,
): PaymentMethodObject {
  if (params.confirmation_token !== undefined) return redeemToken(context, params.confirmation_token, intent.id);
  if (params.payment_method !== undefined) return findPaymentMethod(context, params.payment_method);
  if (params.payment_method_data !== undefined) return createPaymentMethod(context, params.payment_method_data);
  if (intent.payment_method !== null) return findPaymentMethod(context, intent.payment_method);
  throw invalidParam(
    "You cannot confirm this SetupIntent because it's missing a payment method.",
    undefined,
    'setup_intent_unexpected_state',
  );
}

function askForAuthentication(
  context: OperationContext,
  intent: SetupIntentObject,
  method: PaymentMethodObject,
  params: ConfirmParams,
): SetupIntentObject {
  const id = objectId('payatt_3ds');
  context.store.setupChallenges.set(id, { id, setupIntent: intent.id, paymentMethod: method.id });
  const waiting = context.store.setupIntents.set(intent.id, {
    ...intent,
    status: 'requires_action',
    next_action: bankAction(context, {
      challenge: id,
      clientSecret: intent.client_secret,
      returnUrl: params.return_url,
      useStripeSdk: params.use_stripe_sdk,
    }),
  });
  context.events.emit('setup_intent.requires_action', waiting, context);
  return waiting;
}

function succeed(context: OperationContext, intent: SetupIntentObject, method: PaymentMethodObject): SetupIntentObject {
  if (intent.customer !== null && method.customer === null) attachPaymentMethod(context, method.id, intent.customer);
  const done = context.store.setupIntents.set(intent.id, { ...intent, status: 'succeeded' });
  context.events.emit('setup_intent.succeeded', done, context);
  return done;
}

function decline(
  context: OperationContext,
  intent: SetupIntentObject,
  method: PaymentMethodObject,
  { code, declineCode, adviceCode, message }: NonNullable<CardBehaviour['decline']>,
): never {
  const error = {
    type: 'card_error' as const,
    code,
    message,
    doc_url: `https://docs.stripe.com/error-codes#${code.replaceAll('_', '-')}`,
    ...(declineCode === undefined ? {} : { decline_code: declineCode }),
    ...(adviceCode === undefined ? {} : { advice_code: adviceCode }),
    payment_method: method,
  };
  throw new StripeApiError(402, { ...error, setup_intent: failSetup(context, intent, error) });
}

function failSetup(context: OperationContext, intent: SetupIntentObject, error: LastPaymentError): SetupIntentObject {
  const failed = context.store.setupIntents.set(intent.id, {
    ...intent,
    last_setup_error: error,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  context.events.emit('setup_intent.setup_failed', failed, context);
  return failed;
}

function requireUnfinished(intent: SetupIntentObject, verb: 'cancel' | 'confirm'): void {
  if (UNFINISHED.includes(intent.status)) return;
  throw new StripeApiError(400, {
    type: 'invalid_request_error',
    code: 'setup_intent_unexpected_state',
    message: `You cannot ${verb} this SetupIntent because it has a status of ${intent.status}. Only a SetupIntent with one of the following statuses may be ${verb}ed: ${UNFINISHED.join(', ')}.`,
    setup_intent: intent,
  });
}
