import {
  AddressElement,
  CardElement,
  ExpressCheckoutElement,
  PaymentElement,
  useElements,
  useStripe,
} from '@stripe/react-stripe-js';
import { type FormEvent, useRef, useState } from 'react';
import type { Config, Session } from './api.ts';
import type { Choices } from './choices.ts';
import { pay } from './pay.ts';

interface PayFormProps {
  readonly choices: Choices;
  readonly config: Config;
  readonly session: Session;
  readonly onDone: (clientSecret: string) => void;
}

/** The form of a shop: wallets where there are any, an address, a card, and what came of it. */
export function PayForm({ choices, config, session, onDone }: PayFormProps) {
  const stripe = useStripe();
  const elements = useElements();
  const [ready, setReady] = useState(false);
  const [paying, setPaying] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [events, setEvents] = useState<readonly string[]>([]);
  const count = useRef(0);
  const log = (event: string) => {
    count.current += 1;
    const line = `${count.current}. ${event}`;
    setEvents((before) => [line, ...before].slice(0, 30));
  };

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (stripe === null || elements === null) return;
    setPaying(true);
    setProblem(null);
    const outcome = await pay({ stripe, elements, choices, session });
    setPaying(false);
    if (outcome.kind === 'done') onDone(outcome.clientSecret);
    else setProblem(outcome.message);
  }

  const { order } = config;
  const price = new Intl.NumberFormat('en-US', { style: 'currency', currency: order.currency }).format(
    order.amount / 100,
  );
  const setup = choices.flow === 'setup';
  return (
    <form className="card" onSubmit={(event) => void submit(event)} noValidate>
      <div className="order">
        <span>{setup ? 'Keep a card for later' : order.description}</span>
        <strong>{setup ? 'Free' : price}</strong>
      </div>
      {choices.element === 'card' ? null : (
        <ExpressCheckoutElement
          onConfirm={() => undefined}
          onReady={({ availablePaymentMethods }) =>
            log(`wallets ready: ${availablePaymentMethods === undefined ? 'none' : 'some'}`)
          }
        />
      )}
      {choices.address === 'none' ? null : (
        <section>
          <h2>{choices.address === 'shipping' ? 'Where to' : 'Billing address'}</h2>
          <AddressElement
            options={{ mode: choices.address, fields: { phone: 'always' } }}
            onChange={({ complete, value }) =>
              log(`address ${complete ? 'complete' : 'incomplete'}: ${value.address.country} ${value.address.city}`)
            }
            onLoadError={({ error }) => setProblem(error.message ?? 'The address could not be loaded.')}
          />
        </section>
      )}
      <section>
        <h2>Payment</h2>
        {choices.element === 'card' ? (
          <div className="line">
            <CardElement
              onReady={() => setReady(true)}
              onChange={({ brand, complete }) => log(`card ${brand} ${complete ? 'complete' : 'incomplete'}`)}
            />
          </div>
        ) : (
          <PaymentElement
            options={{ layout: choices.layout }}
            onLoaderStart={() => log('loader start')}
            onReady={() => {
              log('ready');
              setReady(true);
            }}
            onChange={({ complete, empty, value }) =>
              log(
                `change ${complete ? 'complete' : 'incomplete'}${empty ? ' empty' : ''}${value.payment_method === undefined ? '' : ' saved'}`,
              )
            }
            onFocus={() => log('focus')}
            onBlur={() => log('blur')}
            onEscape={() => log('escape')}
            onSavedPaymentMethodRemove={({ success }) => log(`saved card removed: ${success}`)}
            onLoadError={({ error }) => setProblem(error.message ?? 'The form could not be loaded.')}
          />
        )}
      </section>
      {problem === null ? null : (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" disabled={!ready || paying}>
        {paying ? 'One moment…' : setup ? 'Save card' : `Pay ${price}`}
      </button>
      <details>
        <summary>Events</summary>
        <ol aria-label="Events">
          {events.map((event) => (
            <li key={event}>{event}</li>
          ))}
        </ol>
      </details>
    </form>
  );
}
