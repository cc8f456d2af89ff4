import { parseEmailAddress } from '@flashstudio/input-rules';
import { formatMoney, type MoneyJson, moneyFromJson } from '@flashstudio/money';
import { useElements, useStripe } from '@stripe/react-stripe-js';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { Finished } from '../Frame.tsx';
import type { Host } from '../host.ts';
import type { Priced } from '../loading/use-offer.ts';
import type { StripeJs } from '../loading/use-stripe-js.ts';
import { createCardForm } from '../paying/card-form.ts';
import { EMAIL_INVALID, type PayOutcome, type Refusal, refused } from '../paying/outcome.ts';
import type { Payer, Press } from '../paying/pay.ts';
import { Amount } from './Amount.tsx';
import { CardFields } from './CardFields.tsx';
import { ContactFields } from './ContactFields.tsx';
import type { Contact } from './use-contact.ts';

interface PaymentFormProps {
  readonly host: Host;
  readonly payer: Payer;
  readonly contact: Contact;
  readonly locale: string;
  readonly priced: Priced;
  /** Whether `priced` is what the page wants. */
  readonly payable: boolean;
  readonly requote: Press['requote'];
  readonly stripe: StripeJs;
  readonly sandbox: boolean;
  readonly paying: boolean;
  readonly onPaying: (paying: boolean) => void;
  readonly onFinished: (outcome: Finished) => void;
  readonly onNewCardFields: () => void;
}

const EMAIL_MISSING: Refusal = {
  ...refused('email_missing', 'Enter the e-mail address for your receipt.'),
  field: 'email',
};

/** E-mail, name, card and the button. What was typed stays when an attempt fails. */
export function PaymentForm(props: PaymentFormProps) {
  const { host, contact, locale, priced, paying } = props;
  const stripe = useStripe();
  const elements = useElements();
  const [ready, setReady] = useState(false);
  const [note, setNote] = useState('Paying');
  const [problem, setProblem] = useState<Refusal | null>(null);
  const alert = useRef<HTMLDivElement>(null);
  const fields = { email: useRef<HTMLInputElement>(null), name: useRef<HTMLInputElement>(null) };
  // State is one render late; a second press must not wait for that.
  const busy = useRef(false);
  const payable = props.payable && ready;

  useEffect(() => {
    if (problem !== null) (problem.field === undefined ? alert : fields[problem.field]).current?.focus();
  }, [problem]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy.current || !payable || stripe === null || elements === null) return;
    setProblem(null);
    const email = contact.email.trim();
    if (parseEmailAddress(email) === null) return setProblem(email === '' ? EMAIL_MISSING : EMAIL_INVALID);
    busy.current = true;
    setNote('Paying');
    props.onPaying(true);
    const shown = priced.quote.total;
    const outcome = await props.payer.pay({
      card: createCardForm(stripe, elements),
      order: { cart: priced.cart, email, name: contact.name.trim(), shown },
      requote: props.requote,
      progress: setNote,
    });
    busy.current = false;
    props.onPaying(false);
    conclude(outcome, shown);
  }

  function conclude(outcome: PayOutcome, shown: MoneyJson) {
    if (outcome.kind === 'incomplete') return;
    if (outcome.kind === 'paid' || outcome.kind === 'processing') return props.onFinished(outcome);
    const refusal = outcome.kind === 'refused' ? outcome : totalChanged(shown, outcome.total, locale);
    setProblem(refusal);
    host.tell({ type: 'error', code: refusal.code, message: refusal.message });
  }

  return (
    <form className={paying ? 'pay paying' : 'pay'} onSubmit={(event) => void submit(event)} noValidate>
      <ContactFields
        contact={contact}
        wrong={problem?.field === undefined ? null : { field: problem.field, message: problem.message }}
        emailRef={fields.email}
        nameRef={fields.name}
        onEdit={() => {
          if (problem?.field !== undefined) setProblem(null);
        }}
      />
      <CardFields
        host={host}
        stripe={props.stripe}
        ready={ready}
        onReady={() => setReady(true)}
        onRemake={props.onNewCardFields}
      />
      {problem === null || problem.field !== undefined ? null : (
        <div className="problem" role="alert" tabIndex={-1} ref={alert}>
          {problem.message}
        </div>
      )}
      <button type="submit" className="primary" disabled={!payable || paying}>
        {paying ? (
          <span className="working">{note}</span>
        ) : (
          <>Pay {props.payable ? <Amount value={priced.quote.total} locale={locale} /> : null}</>
        )}
      </button>
      <p className="trust" aria-live="polite">
        {props.sandbox
          ? 'Test mode: nobody is charged.'
          : 'Card details go straight to Stripe and never touch this shop.'}
      </p>
    </form>
  );
}

function totalChanged(before: MoneyJson, now: MoneyJson, locale: string): Refusal {
  // Isolated, so that amounts written from right to left do not stir up the sentence around them.
  const [old, current] = [before, now].map((amount) => `\u2068${formatMoney(moneyFromJson(amount), locale)}\u2069`);
  return refused(
    'total_changed',
    `The price has changed from ${old} to ${current}. You have not been charged. Press Pay if you want to pay ${current}.`,
  );
}
