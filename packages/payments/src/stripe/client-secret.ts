import type { IntentReading } from './gateway.ts';

/** The secret by which Stripe.js handles an intent in its customer's browser. Throws when Stripe left it out. */
export function requireClientSecret({ intent }: IntentReading): string {
  if (intent.client_secret === null) throw new Error(`${intent.id} came without a client secret`);
  return intent.client_secret;
}
