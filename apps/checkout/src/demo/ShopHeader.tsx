import { FRONTS, type Front } from './fronts.ts';

interface ShopHeaderProps {
  readonly front: Front;
  readonly currency: string;
  readonly onCurrency: (currency: string) => void;
}

/** Whose page this is, the way to the demo's other shop, and the currency. */
export function ShopHeader({ front, currency, onCurrency }: ShopHeaderProps) {
  return (
    <header>
      <p className="name">
        <img src={front.logo} alt="" width={36} height={36} />
        {front.name}
      </p>
      <nav aria-label="Demo shops">
        {FRONTS.map(({ slug, name }) => (
          <a key={slug} href={`?shop=${slug}`} aria-current={slug === front.slug ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <label>
        <span className="visually-hidden">Currency</span>
        <select value={currency} onChange={(event) => onCurrency(event.target.value)}>
          {front.currencies.map((code) => (
            <option key={code} value={code}>
              {code.toUpperCase()}
            </option>
          ))}
        </select>
      </label>
    </header>
  );
}
