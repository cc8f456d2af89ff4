import type { Stripe } from '@stripe/stripe-js';
import { loadStripe } from '@stripe/stripe-js/pure';

/**
 * Loads Stripe.js from where the server says (Stripe itself, or the sandbox's stand-in), anew with every attempt
 * (0, 1, …) until it is there. Rejects when the script cannot be had: its host is blocked, or a blocker put an empty
 * script in its place.
 */
export async function loadStripeFrom(scriptUrl: string, publishableKey: string, attempt: number): Promise<Stripe> {
  if (window.Stripe === undefined) await loadScript(attempt === 0 ? scriptUrl : asAnother(scriptUrl, attempt));
  // Without this, the loader would fetch the script from Stripe a second time, whatever the server says.
  if (window.Stripe === undefined) throw new Error('the script did not bring Stripe.js');
  const stripe = await loadStripe(publishableKey);
  if (stripe === null) throw new Error('Stripe.js is not available here');
  return stripe;
}

/** Browsers do not ask twice at once for the same address, so trying again would wait for what hangs. */
function asAnother(address: string, attempt: number): string {
  const url = new URL(address);
  url.searchParams.set('attempt', String(attempt));
  return url.href;
}

function loadScript(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      reject(new Error(`${src} could not be loaded`));
    };
    document.head.append(script);
  });
}
