import type { Stripe } from '@stripe/stripe-js';
import { useEffect, useState } from 'react';

const WORDS: Readonly<Record<string, string>> = {
  succeeded: 'Thank you, it is done.',
  processing: 'Your payment is on its way.',
  requires_payment_method: 'Your bank did not confirm it. Please try another card.',
};

/** How it went, by the client secret alone: the page may have been left since. */
export function Done({ stripe, secret }: { readonly stripe: Stripe; readonly secret: string }) {
  const [outcome, setOutcome] = useState<{ status: string; id: string } | null>(null);

  useEffect(() => {
    void readIntent(stripe, secret).then(setOutcome);
  }, [stripe, secret]);

  if (outcome === null) return null;
  return (
    <section className="card done" aria-live="polite">
      <h2>{WORDS[outcome.status] ?? 'This cannot be found.'}</h2>
      <p>
        <code>{outcome.id}</code> {outcome.status}
      </p>
      <a href="/">Start again</a>
    </section>
  );
}

async function readIntent(stripe: Stripe, secret: string): Promise<{ status: string; id: string }> {
  if (secret.startsWith('seti_')) {
    const { setupIntent, error } = await stripe.retrieveSetupIntent(secret);
    return setupIntent ?? { status: 'unknown', id: error?.message ?? '' };
  }
  const { paymentIntent, error } = await stripe.retrievePaymentIntent(secret);
  return paymentIntent ?? { status: 'unknown', id: error?.message ?? '' };
}
