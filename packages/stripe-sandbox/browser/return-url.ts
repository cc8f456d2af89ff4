import type { Fields } from './protocol.ts';

const PAID = ['succeeded', 'requires_capture'];

/**
 * Where a customer comes back to, with what Stripe appends: https://docs.stripe.com/payments/payment-intents/verifying-status
 * Throws a TypeError when the address is none.
 */
export function returnUrlFor(returnUrl: string, intent: Fields, clientSecret: string): string {
  const target = new URL(returnUrl);
  const kind = intent.object === 'setup_intent' ? 'setup_intent' : 'payment_intent';
  target.searchParams.set(kind, String(intent.id));
  target.searchParams.set(`${kind}_client_secret`, clientSecret);
  target.searchParams.set('redirect_status', redirectStatus(String(intent.status)));
  return target.href;
}

function redirectStatus(status: string): 'succeeded' | 'pending' | 'failed' {
  if (PAID.includes(status)) return 'succeeded';
  return status === 'processing' ? 'pending' : 'failed';
}
