import type { Quote } from '../server/api.ts';
import { Amount } from './Amount.tsx';

interface SummaryProps {
  readonly shop: { readonly name: string; readonly logoUrl: string | null };
  readonly quote: Quote;
  readonly locale: string;
  /** Another price is being asked for. */
  readonly outdated: boolean;
}

/** What is bought and what it costs. */
export function Summary({ shop, quote, locale, outdated }: SummaryProps) {
  return (
    <section className="summary" aria-label="Order summary" aria-busy={outdated}>
      <p className="shop">
        {shop.logoUrl === null ? null : <img src={shop.logoUrl} alt="" width={24} height={24} />}
        {shop.name}
      </p>
      <p className="total">
        <Amount value={quote.total} locale={locale} />
      </p>
      <ul>
        {quote.lines.map((line) => (
          <li key={line.productId}>
            {line.imageUrl === null ? null : <img src={line.imageUrl} alt="" width={40} height={40} />}
            <span>
              <bdi>{line.name}</bdi>
              {line.quantity > 1 ? <small> × {line.quantity}</small> : null}
            </span>
            <span className="amount">
              <Amount value={line.amount} locale={locale} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
