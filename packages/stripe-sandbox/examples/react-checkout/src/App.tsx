import { Elements } from '@stripe/react-stripe-js';
import type { Stripe, StripeElementsOptions } from '@stripe/stripe-js';
import { useEffect, useState } from 'react';
import { type Config, openSession, readConfig, type Session } from './api.ts';
import { appearanceOf } from './appearance.ts';
import { type Choices, choicesOf } from './choices.ts';
import { Done } from './Done.tsx';
import { loadStripeFrom } from './load-stripe.ts';
import { PayForm } from './PayForm.tsx';
import { TryIt } from './TryIt.tsx';

interface Loaded {
  readonly config: Config;
  readonly stripe: Stripe;
  readonly session: Session;
}

const choices = choicesOf(location.search, matchMedia('(prefers-color-scheme: dark)').matches);
const query = new URLSearchParams(location.search);
/** Where a bank's page, or a confirmation that always leads away, brings the customer back to. */
const returned = location.pathname === '/done';

/** Once per page, whatever React's strict mode does twice. */
const loading = load();

async function load(): Promise<Loaded> {
  const config = await readConfig();
  const [stripe, session] = await Promise.all([
    loadStripeFrom(config.stripeJsUrl, query.get('key') ?? config.publishableKey),
    openSession({ flow: choices.flow, returning: choices.customer === 'returning' }),
  ]);
  if (stripe === null) throw new Error('Stripe.js is not available here.');
  return { config, stripe, session };
}

export function App() {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);

  useEffect(() => {
    loading.then(setLoaded, (error: Error) => setProblem(error.message));
  }, []);

  return (
    <main className={choices.theme === 'night' ? 'night' : ''}>
      <h1>Checkout</h1>
      {problem === null ? null : (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {loaded === null ? null : returned || done !== null ? (
        <Done stripe={loaded.stripe} secret={done ?? secretIn(query)} />
      ) : (
        <Elements stripe={loaded.stripe} options={optionsFor(choices, loaded)}>
          <PayForm choices={choices} config={loaded.config} session={loaded.session} onDone={setDone} />
        </Elements>
      )}
      <TryIt choices={choices} />
    </main>
  );
}

/** A secret in the address is for trying what the form does with one it does not know. */
function optionsFor(chosen: Choices, { config, session }: Loaded): StripeElementsOptions {
  const shared = {
    appearance: appearanceOf(chosen),
    locale: chosen.locale,
    ...(session.customerSession === null ? {} : { customerSessionClientSecret: session.customerSession }),
  };
  const clientSecret = query.get('secret') ?? session.clientSecret;
  if (clientSecret !== null) return { ...shared, clientSecret };
  return { ...shared, mode: 'payment', amount: config.order.amount, currency: config.order.currency };
}

function secretIn(returnedWith: URLSearchParams): string {
  return returnedWith.get('payment_intent_client_secret') ?? returnedWith.get('setup_intent_client_secret') ?? '';
}
