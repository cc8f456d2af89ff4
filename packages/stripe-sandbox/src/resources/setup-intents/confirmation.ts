import type { z } from 'zod';
import type { Decline } from '../../cards/test-card.ts';
import { type OperationContext, objectId } from '../../context.ts';
import { docUrl, invalidParam, StripeApiError } from '../../http/errors.ts';
import type { SetupChallenge } from '../../store/account-store.ts';
import type { MethodChoice } from '../../store/objects/method-choice.ts';
import type { LastPaymentError } from '../../store/objects/payment-intent.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import type { SetupIntentObject } from '../../store/objects/setup-intent.ts';
import { followIntent } from '../checkout/completion.ts';
import { redeemToken } from '../elements/confirmation-tokens.ts';
import { bankAction } from '../intents/bank-page.ts';
import { checkManner } from '../intents/confirming.ts';
import { createMandate } from '../intents/mandates.ts';
import { chooseMethods, requireAllowed } from '../intents/method-choice.ts';
import { methodToConfirm } from '../intents/method-to-confirm.ts';
import { asksForAuthentication, behaviourOf, rememberOffSessionSetup } from '../payment-methods/card-behaviour.ts';
import {
  attachPaymentMethod,
  findPaymentMethod,
  refuseSpent,
  requireOwner,
} from '../payment-methods/payment-methods.ts';
import { endAttempt, startAttempt } from './attempts.ts';
import { cardOptions, findSetupIntent, requireUnfinished } from './lookup.ts';
import type { confirmSetupIntentParams } from './params.ts';

type ConfirmParams = z.output<typeof confirmSetupIntentParams>;

/** Confirms a setup intent: keeps the card for later, asks for 3D Secure, or fails with the card's decline (402). */
export function confirmSetupIntent(context: OperationContext, id: string, params: ConfirmParams): SetupIntentObject {
  const intent = findSetupIntent(context, id, params.client_secret);
  requireUnfinished(intent, 'confirm');
  const { choice, method } = checkSetup(context, intent, params);
  if (method === undefined) throw methodMissing();
  redeemToken(context, params.confirmation_token, intent.id);
  const requested =
    params.payment_method_options?.card?.request_three_d_secure ??
    intent.payment_method_options.card.request_three_d_secure;
  const confirmed = context.store.setupIntents.set(id, {
    ...intent,
    ...choice,
    last_setup_error: null,
    latest_attempt: startAttempt(context, intent, method),
    mandate: params.mandate_data ? createMandate(context, method.id, params.mandate_data).id : intent.mandate,
    next_action: null,
    payment_method: method.id,
    payment_method_options: cardOptions(requested),
  });
  const behaviour = behaviourOf(context, method.id);
  if (asksForAuthentication(context, method.id, { offSession: false, requested })) {
    return askForAuthentication(context, confirmed, method, params);
  }
  if (behaviour.decline !== undefined && behaviour.attaches !== true) {
    return decline(context, confirmed, method, behaviour.decline);
  }
  return succeed(context, confirmed, method, { challenged: false });
}

/**
 * Checks that a card can be set up as a request wants it, before anything is done; gives the payment methods the intent
 * takes, and the one it would set up. Throws Stripe's 400 where the two, or the request, do not go together.
 */
export function checkSetup(
  context: OperationContext,
  intent: SetupIntentObject,
  params: ConfirmParams,
): { readonly choice: MethodChoice; readonly method: PaymentMethodObject | undefined } {
  const kind = 'SetupIntent';
  const choice = chooseMethods(context, params, { kind, currency: null, before: intent });
  checkManner(context, kind, choice, params);
  const method = methodToConfirm(context, intent, params);
  if (method !== undefined) {
    refuseSpent(context, method);
    requireOwner(method, intent.customer, kind);
    requireAllowed(method, choice, kind);
  }
  return { choice, method };
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
    const done = succeed(context, { ...intent, next_action: null }, method, { challenged: true });
    followIntent(context, done);
    return done;
  }
  const error = {
    type: 'invalid_request_error' as const,
    code: 'setup_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    doc_url: docUrl('setup_intent_authentication_failure'),
    payment_method: method,
    payment_method_type: method.type,
  };
  return failSetup(context, intent, error, { challenged: true });
}

function methodMissing(): StripeApiError {
  return invalidParam(
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

function succeed(
  context: OperationContext,
  intent: SetupIntentObject,
  method: PaymentMethodObject,
  { challenged }: { challenged: boolean },
): SetupIntentObject {
  endAttempt(context, intent, { status: 'succeeded' }, challenged);
  if (intent.customer !== null && method.customer === null) attachPaymentMethod(context, method.id, intent.customer);
  if (intent.usage === 'off_session') rememberOffSessionSetup(context, method.id);
  const done = context.store.setupIntents.set(intent.id, { ...intent, status: 'succeeded' });
  context.events.emit('setup_intent.succeeded', done, context);
  return done;
}

function decline(
  context: OperationContext,
  intent: SetupIntentObject,
  method: PaymentMethodObject,
  { code, declineCode, adviceCode, networkCode, message, param }: Decline,
): never {
  const error = {
    type: 'card_error' as const,
    code,
    message,
    doc_url: docUrl(code),
    ...(declineCode === undefined ? {} : { decline_code: declineCode }),
    ...(adviceCode === undefined ? {} : { advice_code: adviceCode }),
    ...(networkCode === undefined ? {} : { network_decline_code: networkCode }),
    ...(param === undefined ? {} : { param }),
    payment_method: method,
    payment_method_type: method.type,
  };
  throw new StripeApiError(402, { ...error, setup_intent: failSetup(context, intent, error, { challenged: false }) });
}

function failSetup(
  context: OperationContext,
  intent: SetupIntentObject,
  error: LastPaymentError,
  { challenged }: { challenged: boolean },
): SetupIntentObject {
  endAttempt(context, intent, { status: 'failed', setup_error: error }, challenged);
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
