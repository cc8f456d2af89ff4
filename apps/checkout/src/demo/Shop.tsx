import type { AppRouter } from '@flashstudio/api';
import { formatMoney, moneyFromJson } from '@flashstudio/money';
import { useQuery } from '@tanstack/react-query';
import { createTRPCClient, httpLink } from '@trpc/client';
import { useState } from 'react';
import { HowTo } from './HowTo.tsx';

const PUBLISHABLE_KEY = 'pk_flashstudio_demo';
const CURRENCIES = ['usd', 'eur', 'jpy'] as const;
const api = createTRPCClient<AppRouter>({ links: [httpLink({ url: '/trpc' })] });

/** A small shop that embeds the checkout as any merchant would. */
export function Shop() {
  const [currency, setCurrency] = useState<string>('usd');
  const [cart, setCart] = useState<Readonly<Record<string, number>>>({ prod_mug: 1 });
  const catalog = useQuery({
    queryKey: ['catalog', currency],
    queryFn: () => api.payments.catalog.query({ currency }),
  });
  const items = Object.entries(cart)
    .filter(([, quantity]) => quantity > 0)
    .map(([id, quantity]) => `${id}:${quantity}`)
    .join(',');
  const change = (id: string, by: number) => setCart({ ...cart, [id]: Math.min(9, Math.max(0, (cart[id] ?? 0) + by)) });

  return (
    <>
      <header>
        <p className="name">Kiln &amp; Paper</p>
        <label>
          <span className="visually-hidden">Currency</span>
          <select value={currency} onChange={(event) => setCurrency(event.target.value)}>
            {CURRENCIES.map((code) => (
              <option key={code} value={code}>
                {code.toUpperCase()}
              </option>
            ))}
          </select>
        </label>
      </header>
      <main>
        <section aria-label="Products">
          <h1>Things made slowly</h1>
          {catalog.isPending ? <p role="status">Loading the shelf …</p> : null}
          {catalog.isError ? (
            <p role="alert">
              The shop cannot be reached.{' '}
              <button type="button" onClick={() => void catalog.refetch()}>
                Try again
              </button>
            </p>
          ) : null}
          <ul className="shelf">
            {catalog.data?.map((product) => (
              <li key={product.id}>
                <img src={product.imageUrl ?? ''} alt="" width={320} height={240} />
                <h2>{product.name}</h2>
                <p>{product.description}</p>
                <div className="buy">
                  <strong>{formatMoney(moneyFromJson(product.price))}</strong>
                  <div className="stepper">
                    <button
                      type="button"
                      aria-label={`One ${product.name} less`}
                      disabled={!cart[product.id]}
                      onClick={() => change(product.id, -1)}
                    >
                      −
                    </button>
                    <output aria-label={`${product.name} in the cart`}>{cart[product.id] ?? 0}</output>
                    <button type="button" aria-label={`One ${product.name} more`} onClick={() => change(product.id, 1)}>
                      +
                    </button>
                  </div>
                </div>
              </li>
            ))}
          </ul>
        </section>
        <aside aria-label="Checkout">
          {items === '' ? (
            <p className="empty">Your cart is empty. Add something from the shelf.</p>
          ) : (
            <flash-checkout publishable-key={PUBLISHABLE_KEY} items={items} currency={currency} />
          )}
          <HowTo items={items} currency={currency} publishableKey={PUBLISHABLE_KEY} />
        </aside>
      </main>
    </>
  );
}
