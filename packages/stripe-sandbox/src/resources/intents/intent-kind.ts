import { invalidParam, type StripeApiError } from '../../http/errors.ts';

/** The two kinds of intents, as Stripe speaks of them. */
export type IntentKind = 'PaymentIntent' | 'SetupIntent';

/** 400 for a parameter that does not go with an intent of this kind: https://docs.stripe.com/error-codes */
export function invalidFor(kind: IntentKind, message: string, param?: string): StripeApiError {
  const code = kind === 'PaymentIntent' ? 'payment_intent_invalid_parameter' : 'setup_intent_invalid_parameter';
  return invalidParam(message, param, code);
}
