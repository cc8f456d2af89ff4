import type { Stripe } from '@stripe/stripe-js';
import { loadStripe } from '@stripe/stripe-js/pure';

/** Loads Stripe.js from a given address: with a script already on the page, `loadStripe` takes that one. */
export async function loadStripeFrom(scriptUrl: string, publishableKey: string): Promise<Stripe | null> {
  await new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = scriptUrl;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error('Stripe.js could not be loaded. Is the sandbox running?'));
    document.head.append(script);
  });
  return loadStripe(publishableKey);
}
