import { formatMoney, moneyFromJson } from '@flashstudio/money';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { createShopApi } from './api.ts';
import type { Front } from './fronts.ts';
import { HowTo } from './HowTo.tsx';
import { ShopHeader } from './ShopHeader.tsx';

/** A small shop that embeds the checkout as any merchant would. */
export function Shop({ front }: { front: Front }) {
  const { publishableKey } = front;
  const api = useMemo(() => createShopApi(publishableKey), [publishableKey]);
  const [currency, setCurrency] = useState(front.currencies[0]);
  const [cart, setCart] = useState(front.cart);
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
      <ShopHeader front={front} currency={currency} onCurrency={setCurrency} />
      <main>
        <section aria-label="Products">
          <h1>{front.headline}</h1>
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
            <flash-checkout publishable-key={publishableKey} items={items} currency={currency} />
          )}
          <HowTo items={items} currency={currency} publishableKey={publishableKey} />
        </aside>
      </main>
    </>
  );
}
