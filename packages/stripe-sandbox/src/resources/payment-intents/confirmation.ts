import type { z } from 'zod';
import { declines } from '../../cards/declines.ts';
import { type OperationContext, objectId } from '../../context.ts';
import { docUrl, invalidParam, noSuch, type StripeApiError } from '../../http/errors.ts';
import type { ConfirmationTokenObject } from '../../store/objects/confirmation-token.ts';
import type { MethodChoice } from '../../store/objects/method-choice.ts';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import { createCharge, settleCapture } from '../charges/charges.ts';
import { followIntent } from '../checkout/completion.ts';
import { openDispute } from '../disputes/disputes.ts';
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
  spend,
} from '../payment-methods/payment-methods.ts';
import { shippingOf } from '../shared/shipping.ts';
import { fail, failIntent } from './failure.ts';
import { findIntent, requireStatus } from './lookup.ts';
import type { confirmIntentParams } from './params.ts';
import { processLater } from './processing.ts';
import { withThreeDSecure } from './update.ts';

type ConfirmParams = z.output<typeof confirmIntentParams>;

const CAPTURES: Readonly<Record<string, 'at_once' | 'soon' | 'later'>> = {
  automatic: 'at_once',
  automatic_async: 'soon',
  manual: 'later',
};

/** Confirms an intent: charges its card, asks for 3D Secure, or fails with the card's decline (402). */
export function confirmIntent(context: OperationContext, id: string, params: ConfirmParams): PaymentIntentObject {
  const intent = findIntent(context, id, params.client_secret);
  requireStatus(intent, ['requires_payment_method', 'requires_confirmation', 'requires_action'], 'confirm');
  const { choice, method } = checkConfirmation(context, intent, params);
  if (method === undefined) throw methodMissing();
  redeemToken(context, params.confirmation_token, intent.id);
  const usage = params.setup_future_usage ?? tokenOf(context, params)?.setup_future_usage ?? undefined;
  const offSession = params.off_session === true;
  const options = withThreeDSecure(intent, params.payment_method_options?.card?.request_three_d_secure);
  const requested = options.card.request_three_d_secure;
  const challenged = asksForAuthentication(context, method.id, { offSession, requested });
  if (params.mandate_data) createMandate(context, method.id, params.mandate_data);
  const confirmed = context.store.paymentIntents.set(id, {
    ...intent,
    ...choice,
    payment_method: method.id,
    last_payment_error: null,
    next_action: null,
    payment_method_options: options,
    ...(params.receipt_email === undefined ? {} : { receipt_email: params.receipt_email }),
    ...(usage === undefined ? {} : { setup_future_usage: usage || null }),
    shipping: shippingToUse(context, intent, params),
  });
  if (challenged && (offSession || params.error_on_requires_action === true))
    return fail(context, confirmed, method, declines.authenticationRequired);
  if (challenged) return askForAuthentication(context, confirmed, method, params);
  return charge(context, confirmed, method, { authenticated: false, onDecline: 'throw' });
}

/**
 * Checks that an intent can be confirmed as a request wants it, before anything is done; gives the payment methods it
 * can be paid by, and the one it would be. Throws Stripe's 400 where the two, or the request, do not go together.
 */
export function checkConfirmation(
  context: OperationContext,
  intent: PaymentIntentObject,
  params: ConfirmParams,
): { readonly choice: MethodChoice; readonly method: PaymentMethodObject | undefined } {
  const kind = 'PaymentIntent';
  const choice = chooseMethods(context, params, { kind, currency: intent.currency, before: intent });
  checkManner(context, kind, choice, params);
  if (params.off_session === true && params.setup_future_usage === 'on_session') {
    throw invalidParam(
      'You cannot set `setup_future_usage` to `on_session` when `off_session` is true: the customer is not there.',
      'setup_future_usage',
    );
  }
  const method = methodToConfirm(context, intent, params);
  if (method !== undefined) {
    refuseSpent(context, method);
    requireOwner(method, intent.customer, kind);
    requireAllowed(method, choice, kind);
  }
  return { choice, method };
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
    const charged = charge(context, { ...intent, next_action: null }, method, {
      authenticated: true,
      onDecline: 'answer',
    });
    followIntent(context, charged);
    return charged;
  }
  const failed = failIntent(context, intent, {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    message:
      'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
    doc_url: docUrl('payment_intent_authentication_failure'),
    payment_method: method,
    payment_method_type: method.type,
  });
  return failed;
}

/** The token whose answers count where the request gives none: https://docs.stripe.com/api/confirmation_tokens/object */
function tokenOf(context: OperationContext, params: ConfirmParams): ConfirmationTokenObject | undefined {
  return params.confirmation_token === undefined
    ? undefined
    : context.store.confirmationTokens.get(params.confirmation_token);
}

function shippingToUse(
  context: OperationContext,
  intent: PaymentIntentObject,
  params: ConfirmParams,
): PaymentIntentObject['shipping'] {
  if (params.shipping !== undefined) return params.shipping === '' ? null : shippingOf(params.shipping);
  const collected = tokenOf(context, params)?.shipping ?? null;
  return collected === null ? intent.shipping : { ...collected, carrier: null, tracking_number: null };
}

function methodMissing(): StripeApiError {
  return invalidParam(
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
  const waiting = context.store.paymentIntents.set(intent.id, {
    ...intent,
    status: 'requires_action',
    next_action: bankAction(context, {
      challenge: id,
      clientSecret: intent.client_secret,
      returnUrl: params.return_url,
      useStripeSdk: params.use_stripe_sdk,
    }),
  });
  context.events.emit('payment_intent.requires_action', waiting, context);
  return waiting;
}

export interface Charging {
  /** The customer passed 3D Secure. */
  readonly authenticated: boolean;
  readonly onDecline: 'throw' | 'answer';
  /** How a payment ends that was in processing. */
  readonly settling?: 'succeeded' | 'failed' | undefined;
}

/** Charges the card of a confirmed intent: now, or, where the account settles payments later, when the bank answers. */
export function charge(
  context: OperationContext,
  intent: PaymentIntentObject,
  method: PaymentMethodObject,
  { authenticated, onDecline, settling }: Charging,
): PaymentIntentObject {
  const behaviour =
    settling === 'failed'
      ? { ...behaviourOf(context, method.id), decline: declines.generic }
      : behaviourOf(context, method.id);
  const later = settling === undefined ? context.store.settlement.planFor(intent.id) : undefined;
  const capture = CAPTURES[intent.capture_method] ?? 'soon';
  if (later !== undefined && behaviour.decline === undefined) {
    const pending = createCharge(context, intent, method, behaviour, { authenticated, capture, pending: true });
    return processLater(context, intent, pending, authenticated, later);
  }
  const manual = capture === 'later';
  const of = settling === undefined ? undefined : context.store.charges.get(intent.latest_charge ?? '');
  const made = createCharge(context, intent, method, behaviour, { authenticated, capture, of });
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
  keepOrSpend(context, paid, method);
  context.events.emit('charge.succeeded', made, context);
  context.events.emit(manual ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded', paid, context);
  if (manual) return paid;
  const settled = capture === 'soon' ? settleCapture(context, made) : made;
  if (behaviour.dispute !== undefined) openDispute(context, settled, behaviour.dispute);
  return paid;
}

/** A payment made with `setup_future_usage` leaves its card with the customer; a card that nobody keeps is used up. */
function keepOrSpend(context: OperationContext, intent: PaymentIntentObject, method: PaymentMethodObject): void {
  const { customer, setup_future_usage } = intent;
  if (setup_future_usage === 'off_session') rememberOffSessionSetup(context, method.id);
  if (method.customer !== null) return;
  const keeper = customer === null ? undefined : context.store.customers.get(customer);
  if (setup_future_usage === null || keeper === undefined) spend(context, method.id);
  else attachPaymentMethod(context, method.id, keeper.id);
}
