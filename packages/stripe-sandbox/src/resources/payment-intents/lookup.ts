import type { OperationContext } from '../../context.ts';
import { invalidParam, noSuch, StripeApiError } from '../../http/errors.ts';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';

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

/** Throws Stripe's `payment_intent_unexpected_state` (400) unless the intent has one of the statuses. */
export function requireStatus(intent: PaymentIntentObject, allowed: readonly string[], verb: string): void {
  if (allowed.includes(intent.status)) return;
  throw new StripeApiError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be ${verb === 'cancel' ? 'canceled' : `${verb}ed`}: ${allowed.join(', ')}.`,
    payment_intent: intent,
  });
}
