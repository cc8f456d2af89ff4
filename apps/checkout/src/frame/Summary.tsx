import { formatMoney, type MoneyJson, moneyFromJson } from '@flashstudio/money';

interface Line {
  readonly productId: string;
  readonly name: string;
  readonly imageUrl: string | null;
  readonly quantity: number;
  readonly amount: MoneyJson;
}

/** What is bought and what it costs. */
export function Summary({
  shop,
  quote,
  locale,
}: {
  shop: { name: string; logoUrl: string | null };
  quote: { lines: readonly Line[]; total: MoneyJson };
  locale: string;
}) {
  const show = (value: MoneyJson) => formatMoney(moneyFromJson(value), locale);
  return (
    <section className="summary" aria-label="Order summary">
      <p className="shop">
        {shop.logoUrl === null ? null : <img src={shop.logoUrl} alt="" width={24} height={24} />}
        {shop.name}
      </p>
      <p className="total">{show(quote.total)}</p>
      <ul>
        {quote.lines.map((line) => (
          <li key={line.productId}>
            {line.imageUrl === null ? null : <img src={line.imageUrl} alt="" width={40} height={40} />}
            <span>
              {line.name}
              {line.quantity > 1 ? <small> × {line.quantity}</small> : null}
            </span>
            <span className="amount">{show(line.amount)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
