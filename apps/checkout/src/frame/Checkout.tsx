import { Elements } from '@stripe/react-stripe-js';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { WidgetConfig } from '../embed/messages.ts';
import type { Finished } from './Frame.tsx';
import type { Host } from './host.ts';
import { Skeleton } from './loading/Skeleton.tsx';
import { useOffer } from './loading/use-offer.ts';
import { useHeld } from './loading/use-steady.ts';
import { useStripeJs } from './loading/use-stripe-js.ts';
import { chooseLocale, stripeLocale } from './locale.ts';
import { appearanceOf } from './parts/appearance.ts';
import { Done } from './parts/Done.tsx';
import { Notice } from './parts/Notice.tsx';
import { PaymentForm } from './parts/PaymentForm.tsx';
import { Summary } from './parts/Summary.tsx';
import { useContact } from './parts/use-contact.ts';
import { readCart } from './paying/cart.ts';
import type { Kept } from './paying/kept.ts';
import { createPayer } from './paying/pay.ts';
import { createApi } from './server/api.ts';
import { useTell } from './use-tell.ts';

interface CheckoutProps {
  readonly host: Host;
  readonly kept: Kept;
  readonly config: WidgetConfig;
  readonly dark: boolean;
  readonly paying: boolean;
  readonly finished: Finished | null;
  readonly onPaying: (paying: boolean) => void;
  readonly onFinished: (outcome: Finished) => void;
  /** The page shows another cart, which is another payment. */
  readonly onNextCart: () => void;
}

/** What is bought, how to pay, and that it is paid. What the customer typed lives here, above all that may be made anew. */
export function Checkout(props: CheckoutProps) {
  const { host, kept, config, dark, paying, finished, onPaying, onFinished } = props;
  const { publishableKey, items, currency } = config;
  const api = useMemo(() => createApi(publishableKey, host.origin), [publishableKey, host.origin]);
  const payer = useMemo(
    () => createPayer({ api, kept, pause: (ms) => new Promise((go) => setTimeout(go, ms)) }),
    [api, kept],
  );
  const cart = useMemo(() => readCart({ publishableKey, items, currency }), [publishableKey, items, currency]);
  const locale = useMemo(() => chooseLocale([config.locale, ...navigator.languages]), [config.locale]);
  const contact = useContact(config.customerEmail);
  const offer = useOffer(api, cart);
  const stripe = useStripeJs(offer.setup?.stripe);
  // Made anew when Stripe could not open the card fields.
  const [cardAttempt, setCardAttempt] = useState(0);
  // While a payment is under way, the screen shows what is being paid, whatever the page changes.
  const priced = useHeld(offer.priced, paying);
  const problem = paying || finished !== null ? undefined : offer.problem;
  useTell(host, problem);
  useNextCart(`${items}|${currency}`, 'code' in cart ? undefined : props.onNextCart);

  if (finished !== null && offer.setup !== undefined) {
    const { shop } = offer.setup;
    return (
      <div style={{ '--accent': dark ? shop.accentColor.dark : shop.accentColor.light }}>
        <Done {...finished} shop={shop.name} locale={locale} />
        <Help email={shop.supportEmail} />
      </div>
    );
  }
  const notice =
    problem === undefined ? null : (
      <Notice
        title={offer.setup === undefined ? 'The checkout could not be loaded' : 'This cannot be paid right now'}
        {...(offer.retry === undefined ? {} : { retry: { label: 'Try again', act: offer.retry } })}
      >
        {problem.message}
      </Notice>
    );
  if (offer.setup === undefined || priced === undefined) return notice ?? <Skeleton />;
  const { shop } = offer.setup;
  const accent = dark ? shop.accentColor.dark : shop.accentColor.light;
  return (
    <div style={{ '--accent': accent }}>
      {notice ?? <Summary shop={shop} quote={priced.quote} locale={locale} outdated={!offer.current && !paying} />}
      <Elements
        key={cardAttempt}
        stripe={stripe.stripe}
        options={{
          mode: 'payment',
          amount: Number(priced.quote.total.amount),
          currency: priced.quote.total.currency.toLowerCase(),
          appearance: appearanceOf(dark, accent),
          locale: stripeLocale(locale),
        }}
      >
        <PaymentForm
          host={host}
          payer={payer}
          contact={contact}
          locale={locale}
          priced={priced}
          payable={offer.current}
          requote={offer.requote}
          stripe={stripe}
          sandbox={offer.setup.stripe.sandbox}
          paying={paying}
          onPaying={onPaying}
          onFinished={onFinished}
          onNewCardFields={() => setCardAttempt(cardAttempt + 1)}
        />
      </Elements>
      <Help email={shop.supportEmail} />
    </div>
  );
}

/** Whom to ask, where the shop has said so. */
function Help({ email }: { email: string | null }) {
  if (email === null) return null;
  return (
    <p className="help">
      Questions? Write to <a href={`mailto:${email}`}>{email}</a>
    </p>
  );
}

/** Calls back when the page names another cart, also after it was empty for a while. */
function useNextCart(cartText: string, onNext: (() => void) | undefined): void {
  const previous = useRef(cartText);
  useEffect(() => {
    if (previous.current === cartText) return;
    previous.current = cartText;
    onNext?.();
  });
}
