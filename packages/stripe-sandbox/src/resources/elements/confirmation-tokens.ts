import { z } from 'zod';
import { onClockOf } from '../../clocks/customer-clock.ts';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { invalidParam, noSuch } from '../../http/errors.ts';
import { expand } from '../../http/params.ts';
import type { ConfirmationTokenObject } from '../../store/objects/confirmation-token.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import { paymentMethodData } from '../payment-methods/params.ts';
import { createPaymentMethod, findPaymentMethod } from '../payment-methods/payment-methods.ts';
import { collectedShippingOf, collectedShippingParams } from '../shared/shipping.ts';

export const createConfirmationTokenParams = z.strictObject({
  payment_method: z.string().optional(),
  payment_method_data: z.strictObject(paymentMethodData).optional(),
  return_url: z.string().optional(),
  setup_future_usage: z.enum(['on_session', 'off_session']).optional(),
  shipping: collectedShippingParams.optional(),
  /** Given by a browser that uses one of its customer's saved cards. */
  customer_session_client_secret: z.string().optional(),
  expand,
});

/** Stripe lets a token live for twelve hours. */
const LIFETIME_SECONDS = 12 * 60 * 60;

/** Makes a token that stands for what the customer typed; good for one payment. */
export function createConfirmationToken(
  context: OperationContext,
  params: z.output<typeof createConfirmationTokenParams>,
): ConfirmationTokenObject {
  const method = methodOf(context, params);
  const now = seconds(context.clock);
  const { id, object: _object, created: _created, livemode: _livemode, metadata: _metadata, ...preview } = method;
  const token: ConfirmationTokenObject = {
    id: objectId('ctoken'),
    object: 'confirmation_token',
    created: now,
    expires_at: now + LIFETIME_SECONDS,
    livemode: false,
    mandate_data: null,
    metadata: {},
    payment_intent: null,
    payment_method_options: null,
    payment_method_preview: preview,
    return_url: params.return_url ?? null,
    setup_future_usage: params.setup_future_usage ?? null,
    setup_intent: null,
    shipping: params.shipping === undefined ? null : collectedShippingOf(params.shipping),
    use_stripe_sdk: true,
  };
  context.store.tokenMethods.set(token.id, { id: token.id, value: id });
  return context.store.confirmationTokens.set(token.id, token);
}

/** Finds a token. Throws Stripe's 404. */
export function findConfirmationToken(context: OperationContext, id: string): ConfirmationTokenObject {
  const token = context.store.confirmationTokens.get(id);
  if (token === undefined) throw noSuch('confirmation_token', id, 'confirmation_token');
  return token;
}

function methodOf(
  context: OperationContext,
  params: z.output<typeof createConfirmationTokenParams>,
): PaymentMethodObject {
  if (params.payment_method !== undefined) return findPaymentMethod(context, params.payment_method);
  if (params.payment_method_data !== undefined) return createPaymentMethod(context, params.payment_method_data);
  throw invalidParam('Missing required param: payment_method_data.', 'payment_method_data', 'parameter_missing');
}

/** The payment method a token gives, without using it. Throws 400 when it is unknown, expired or used. */
export function previewToken(context: OperationContext, tokenId: string): PaymentMethodObject {
  const { id } = findUsableToken(context, tokenId);
  return findPaymentMethod(context, context.store.tokenMethods.get(id)?.value ?? '');
}

/** Uses a token up for an intent, if there is one. Throws as `previewToken` does. */
export function redeemToken(context: OperationContext, tokenId: string | undefined, intentId: string): void {
  if (tokenId === undefined) return;
  const token = findUsableToken(context, tokenId);
  const use = intentId.startsWith('seti_') ? { setup_intent: intentId } : { payment_intent: intentId };
  context.store.confirmationTokens.set(tokenId, { ...token, ...use });
}

function findUsableToken(context: OperationContext, tokenId: string): ConfirmationTokenObject {
  const token = context.store.confirmationTokens.get(tokenId);
  if (token === undefined)
    throw invalidParam(`No such confirmation_token: '${tokenId}'`, 'confirmation_token', 'resource_missing');
  if (token.payment_intent !== null || token.setup_intent !== null) {
    throw invalidParam(
      `The ConfirmationToken ${tokenId} has already been used.`,
      'confirmation_token',
      'confirmation_token_already_used',
    );
  }
  // A token lives by the clock it was stamped by: a saved card's is its customer's, a typed one's the account's.
  const { customer } = token.payment_method_preview;
  if (token.expires_at <= seconds(onClockOf(context, customer).clock)) {
    throw invalidParam(
      `The ConfirmationToken ${tokenId} has expired.`,
      'confirmation_token',
      'confirmation_token_expired',
    );
  }
  return token;
}
