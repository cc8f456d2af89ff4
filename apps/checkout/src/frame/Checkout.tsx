import { Elements } from '@stripe/react-stripe-js';
import type { Stripe } from '@stripe/stripe-js';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { WidgetConfig } from '../embed/messages.ts';
import { type Api, createApi, readProblem } from './api.ts';
import { appearanceOf } from './appearance.ts';
import { type CartItem, parseItems } from './cart.ts';
import { Done } from './Done.tsx';
import type { Host } from './host.ts';
import { loadStripeFrom } from './load-stripe.ts';
import { PaymentForm } from './PaymentForm.tsx';
import { Summary } from './Summary.tsx';
import { useDarkMode } from './use-dark-mode.ts';

interface CheckoutProps {
  readonly host: Host;
  readonly config: WidgetConfig;
}

/** The whole widget: what is bought, how to pay, and that it is paid. */
export function Checkout({ host, config }: CheckoutProps) {
  const api = useMemo(() => createApi(config.publishableKey, host.origin), [config.publishableKey, host.origin]);
  const items = useMemo(() => parseItems(config.items), [config.items]);
  const dark = useDarkMode(config.theme);
  if (items === null) return <Notice title="Nothing to pay for" text="The items of this checkout are not valid." />;
  return (
    <div className="widget" data-theme={dark ? 'dark' : 'light'}>
      <Loaded
        key={`${config.items}|${config.currency}`}
        api={api}
        items={items}
        host={host}
        config={config}
        dark={dark}
      />
    </div>
  );
}

function Loaded({
  api,
  items,
  host,
  config,
  dark,
}: CheckoutProps & { api: Api; items: readonly CartItem[]; dark: boolean }) {
  const [paid, setPaid] = useState<{ paymentId: string; email: string; processing: boolean } | null>(null);
  const setup = useQuery({ queryKey: ['config', config.publishableKey], queryFn: () => api.payments.config.query() });
  const quote = useQuery({
    queryKey: ['quote', config.items, config.currency],
    queryFn: () => api.payments.quote.query({ items: items.map((item) => ({ ...item })), currency: config.currency }),
  });
  const source = setup.data?.stripe;
  const stripe = useQuery({
    queryKey: ['stripe', source?.scriptUrl],
    enabled: source !== undefined,
    queryFn: (): Promise<Stripe> => {
      if (source === undefined) throw new Error('not configured yet');
      return loadStripeFrom(source.scriptUrl, source.publishableKey);
    },
    structuralSharing: false,
  });

  const failed = [setup, quote, stripe].find((query) => query.isError);
  if (failed !== undefined) {
    const problem = readProblem(failed.error);
    return (
      <Notice
        title="The checkout could not be loaded"
        text={problem.message}
        onRetry={() => {
          for (const query of [setup, quote, stripe]) if (query.isError) void query.refetch();
        }}
      />
    );
  }
  if (setup.data === undefined || quote.data === undefined || stripe.data === undefined) return <Skeleton />;
  const { shop } = setup.data;
  const accent = dark ? shop.accentColor.dark : shop.accentColor.light;
  if (paid !== null)
    return (
      <div style={{ '--accent': accent }}>
        <Done {...paid} shop={shop.name} total={quote.data.total} locale={config.locale} />
        <Help email={shop.supportEmail} />
      </div>
    );
  return (
    <div style={{ '--accent': accent }}>
      <Summary shop={shop} quote={quote.data} locale={config.locale} />
      <Elements
        key={String(dark)}
        stripe={stripe.data}
        options={{
          mode: 'payment',
          amount: Number(quote.data.total.amount),
          currency: config.currency.toLowerCase(),
          appearance: appearanceOf(dark, accent),
          locale: 'auto',
        }}
      >
        <PaymentForm
          api={api}
          items={items}
          total={quote.data.total}
          config={config}
          sandbox={setup.data.stripe.sandbox}
          host={host}
          onPaid={(done) => {
            setPaid(done);
            host.tell({ type: 'success', paymentId: done.paymentId });
          }}
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

function Notice({ title, text, onRetry }: { title: string; text: string; onRetry?: () => void }) {
  return (
    <div className="notice" role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      {onRetry === undefined ? null : (
        <button type="button" className="quiet" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

function Skeleton() {
  return (
    <div className="skeleton" role="status" aria-label="Loading the checkout">
      {['60%', '100%', '100%', '100%', '46%', '100%'].map((width, index) => (
        <span key={index} style={{ width }} />
      ))}
    </div>
  );
}
