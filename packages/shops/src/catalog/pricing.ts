import { cartLimits } from '@flashstudio/input-rules';
import {
  type CurrencyCode,
  chargeableStep,
  isChargeable,
  type Money,
  money,
  parseCurrency,
  sum,
  toMajorString,
} from '@flashstudio/money';
import { AppError } from '@flashstudio/platform';

/** What a browser may say about an order: products and quantities, never prices. */
export interface OrderItem {
  readonly productId: string;
  readonly quantity: number;
}

/** An item with the catalog's price. */
export interface PricedLine {
  readonly productId: string;
  readonly name: string;
  readonly description: string;
  readonly imageUrl: string | null;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly amount: Money;
}

export interface Quote {
  readonly currency: CurrencyCode;
  readonly lines: readonly PricedLine[];
  readonly total: Money;
}

/** Stripe takes eight digits of most currencies and twelve of a few: https://docs.stripe.com/currencies */
const MAX_UNIT_AMOUNT = 999_999_999_999n;

/** A product as the catalog sells it in the currency asked for; `unitAmount` in minor units. */
export interface PricedRow {
  readonly productId: string;
  readonly name: string;
  readonly description: string;
  readonly imageUrl: string | null;
  readonly unitAmount: bigint;
}

/** An amount of minor units that a card can be charged. Throws `invalid_input` naming the price of this currency. */
export function requireUnitAmount(unitAmount: bigint, currency: string): bigint {
  if (unitAmount < 0n || unitAmount > MAX_UNIT_AMOUNT) {
    throw new AppError('invalid_input', 'This price cannot be charged.', {
      details: { [`prices.${currency}`]: `Use 0 to ${MAX_UNIT_AMOUNT} minor units.` },
    });
  }
  const price = money(unitAmount, currency);
  if (!isChargeable(price)) {
    throw new AppError('invalid_input', 'This price cannot be charged.', {
      details: {
        [`prices.${currency}`]: `Cards are charged in steps of ${chargeableStep(price.currency)} ${price.currency}: ${toMajorString(price)} is between two of them.`,
      },
    });
  }
  return unitAmount;
}

/** Reads a currency code in any case. Throws `invalid_input` on one we do not know. */
export function requireCurrency(currency: string): CurrencyCode {
  const code = parseCurrency(currency);
  if (code === undefined) {
    throw new AppError('invalid_input', `"${currency}" is not a currency we know.`, {
      details: { currency: 'Use a three-letter ISO 4217 code, such as usd.' },
    });
  }
  return code;
}

/**
 * How many of each product are ordered, in the order in which they are first named: the same product twice is one line.
 * Throws `invalid_input` on too many of one.
 */
export function mergeQuantities(items: readonly OrderItem[]): Map<string, number> {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of items) {
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  }
  for (const [productId, quantity] of quantities) {
    if (quantity > cartLimits.quantity) {
      throw new AppError('invalid_input', `At most ${cartLimits.quantity} of one product can be ordered at once.`, {
        details: { items: `${productId}: ${quantity} is too many.` },
      });
    }
  }
  return quantities;
}

/**
 * Prices merged items by what the shop sells of them. Throws `invalid_input` naming every item that is not among `sold`
 * by its place in `items`.
 */
export function priceItems({
  items,
  quantities,
  sold,
  currency,
}: {
  items: readonly OrderItem[];
  quantities: ReadonlyMap<string, number>;
  sold: readonly PricedRow[];
  currency: CurrencyCode;
}): Quote {
  const byProduct = new Map(sold.map((row) => [row.productId, row]));
  refuseUnknown(items, new Set(byProduct.keys()), currency);

  const lines = [...quantities].flatMap(([productId, quantity]): PricedLine[] => {
    const row = byProduct.get(productId);
    if (row === undefined) return [];
    const { unitAmount, ...product } = row;
    const amount = money(unitAmount * BigInt(quantity), currency);
    return [{ ...product, quantity, unitPrice: money(unitAmount, currency), amount }];
  });
  return {
    currency,
    lines,
    total: sum(
      lines.map((line) => line.amount),
      currency,
    ),
  };
}

function refuseUnknown(items: readonly OrderItem[], sold: ReadonlySet<string>, currency: CurrencyCode): void {
  const details = Object.fromEntries(
    items.flatMap(({ productId }, index) =>
      sold.has(productId) ? [] : [[`items.${index}.productId`, `"${productId}" is not sold in ${currency}.`]],
    ),
  );
  if (Object.keys(details).length > 0) {
    throw new AppError('invalid_input', 'Something in this order cannot be bought.', { details });
  }
}
