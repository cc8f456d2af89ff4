import { formatMoney, type MoneyJson, moneyFromJson } from '@flashstudio/money';
import { PaymentElement, useElements, useStripe } from '@stripe/react-stripe-js';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { WidgetConfig } from '../embed/messages.ts';
import type { Api } from './api.ts';
import type { CartItem } from './cart.ts';
import type { Host } from './host.ts';
import { createPayer } from './pay.ts';

interface PaymentFormProps {
  readonly api: Api;
  readonly items: readonly CartItem[];
  readonly total: MoneyJson;
  readonly config: WidgetConfig;
  readonly sandbox: boolean;
  readonly host: Host;
  readonly onPaid: (done: { paymentId: string; email: string; processing: boolean }) => void;
}

/** E-mail, name, card and the button. What was typed stays when an attempt fails. */
export function PaymentForm({ api, items, total, config, sandbox, host, onPaid }: PaymentFormProps) {
  const stripe = useStripe();
  const elements = useElements();
  const [payer] = useState(() => createPayer(api));
  const [email, setEmail] = useState(config.customerEmail);
  const [name, setName] = useState('');
  const [ready, setReady] = useState(false);
  const [paying, setPaying] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [emailProblem, setEmailProblem] = useState<string | null>(null);
  const alert = useRef<HTMLDivElement>(null);
  const emailField = useRef<HTMLInputElement>(null);
  // State is one render late; a second click must not wait for that.
  const busy = useRef(false);

  useEffect(() => {
    if (problem !== null) alert.current?.focus();
  }, [problem]);

  async function pay(event: FormEvent) {
    event.preventDefault();
    if (busy.current || stripe === null || elements === null) return;
    setProblem(null);
    if (!/^\S+@\S+\.\S+$/.test(email.trim())) {
      setEmailProblem('Enter the e-mail address for your receipt.');
      emailField.current?.focus();
      return;
    }
    busy.current = true;
    setPaying('Paying');
    const outcome = await payer.pay(
      stripe,
      elements,
      { items, currency: config.currency, email: email.trim(), name: name.trim() },
      setPaying,
    );
    busy.current = false;
    setPaying(null);
    if (outcome.kind === 'paid' || outcome.kind === 'processing') {
      onPaid({ paymentId: outcome.paymentId, email: email.trim(), processing: outcome.kind === 'processing' });
    } else if (outcome.kind === 'refused') {
      setProblem(outcome.message);
      host.tell({ type: 'error', code: outcome.code, message: outcome.message });
    }
  }

  return (
    <form className={paying === null ? 'pay' : 'pay paying'} onSubmit={(event) => void pay(event)} noValidate>
      <div className={emailProblem === null ? 'field' : 'field wrong'}>
        <label htmlFor="email">Email</label>
        <input
          id="email"
          ref={emailField}
          type="email"
          autoComplete="email"
          value={email}
          placeholder="you@example.com"
          aria-invalid={emailProblem !== null}
          aria-describedby={emailProblem === null ? undefined : 'email-problem'}
          onChange={(event) => {
            setEmail(event.target.value);
            setEmailProblem(null);
          }}
        />
        {emailProblem === null ? null : (
          <p id="email-problem" className="hint-wrong">
            {emailProblem}
          </p>
        )}
      </div>
      <div className="field">
        <label htmlFor="name">
          Name on card <small>optional</small>
        </label>
        <input id="name" autoComplete="cc-name" value={name} onChange={(event) => setName(event.target.value)} />
      </div>
      <div className="card-fields">
        {ready ? null : <div className="card-skeleton" aria-hidden="true" />}
        <PaymentElement
          onReady={() => {
            setReady(true);
            host.tell({ type: 'ready' });
          }}
          onChange={(change) => host.tell({ type: 'change', complete: change.complete })}
          onLoadError={() => setProblem('The card form could not be loaded. Please reload the page.')}
        />
      </div>
      {problem === null ? null : (
        <div className="problem" role="alert" tabIndex={-1} ref={alert}>
          {problem}
        </div>
      )}
      <button type="submit" className="primary" disabled={!ready || paying !== null}>
        {paying === null ? (
          `Pay ${formatMoney(moneyFromJson(total), config.locale)}`
        ) : (
          <span className="working">{paying}</span>
        )}
      </button>
      <p className="trust" aria-live="polite">
        {sandbox ? 'Test mode: nobody is charged.' : 'Card details go straight to Stripe and never touch this shop.'}
      </p>
    </form>
  );
}
