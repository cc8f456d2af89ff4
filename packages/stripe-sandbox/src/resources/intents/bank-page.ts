import type { OperationContext } from '../../context.ts';

/** What a confirmation says about how its customer gets to the bank and back. */
interface Journey {
  readonly challenge: string;
  readonly clientSecret: string;
  readonly returnUrl: string | undefined;
  readonly useStripeSdk: boolean | undefined;
}

/**
 * The next action that leads a customer to their bank: over the page, by Stripe.js, or, when the merchant gave an address
 * to come back to and does not use Stripe.js, as a page of its own.
 * https://docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action
 */
export function bankAction(context: OperationContext, journey: Journey): Record<string, unknown> {
  const page = `${context.origin}/v3/3ds/${journey.challenge}`;
  if (journey.returnUrl === undefined || journey.useStripeSdk === true) {
    return {
      type: 'use_stripe_sdk',
      use_stripe_sdk: { type: 'three_d_secure_redirect', source: journey.challenge, stripe_js: page },
    };
  }
  // The address must do by itself: what the page needs travels in its fragment, which no server log sees.
  const [key = ''] = context.store.account.publishableKeys;
  const fragment = new URLSearchParams({ key, client_secret: journey.clientSecret });
  return {
    type: 'redirect_to_url',
    redirect_to_url: { return_url: journey.returnUrl, url: `${page}#${fragment}` },
  };
}
