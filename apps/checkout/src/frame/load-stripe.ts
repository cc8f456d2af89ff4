import type { Stripe } from '@stripe/stripe-js';
import { loadStripe } from '@stripe/stripe-js/pure';

let loading: Promise<Stripe> | undefined;

/** Loads Stripe.js from where the server says (Stripe itself, or the sandbox's stand-in). Rejects when it cannot be had. */
export function loadStripeFrom(scriptUrl: string, publishableKey: string): Promise<Stripe> {
  loading ??= (async () => {
    await loadScript(scriptUrl);
    const stripe = await loadStripe(publishableKey);
    if (stripe === null) throw new Error('Stripe.js is not available here.');
    return stripe;
  })();
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

function loadScript(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = src;
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      reject(new Error('The payment form could not be loaded.'));
    };
    document.head.append(script);
  });
}
