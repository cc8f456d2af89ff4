import type { OperationContext } from '../../context.ts';
import { invalidParam, noSuch, StripeApiError } from '../../http/errors.ts';
import type { SetupIntentObject } from '../../store/objects/setup-intent.ts';
import type { RequestThreeDSecure } from '../payment-methods/card-behaviour.ts';

const PAST = { cancel: 'canceled', confirm: 'confirmed', update: 'updated' } as const;
const UNFINISHED = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

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

/** Throws Stripe's `setup_intent_unexpected_state` (400) for an intent that is over. */
export function requireUnfinished(intent: SetupIntentObject, verb: 'cancel' | 'confirm' | 'update'): void {
  if (UNFINISHED.includes(intent.status)) return;
  throw new StripeApiError(400, {
    type: 'invalid_request_error',
    code: 'setup_intent_unexpected_state',
    message: `You cannot ${verb} this SetupIntent because it has a status of ${intent.status}. Only a SetupIntent with one of the following statuses may be ${PAST[verb]}: ${UNFINISHED.join(', ')}.`,
    setup_intent: intent,
  });
}

/** An intent's card options, as Stripe shows them. */
export function cardOptions(request_three_d_secure: RequestThreeDSecure): SetupIntentObject['payment_method_options'] {
  return { card: { mandate_options: null, network: null, request_three_d_secure } };
}
