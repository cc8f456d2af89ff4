import type { Db } from '@flashstudio/db';
import { type CurrencyCode, type Money, money, parseCurrency, sum } from '@flashstudio/money';
import { AppError, type Clock, createId } from '@flashstudio/platform';

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

export interface CatalogEntry {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly imageUrl: string | null;
  readonly price: Money;
}

/** A product with its prices in minor units per currency. */
export interface ProductInput {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly imageUrl: string | null;
  readonly prices: Readonly<Record<string, bigint>>;
}

export interface Catalog {
  /** Active products sold in this currency, by name. Throws `invalid_input` on an unknown currency. */
  list(currency: string): Promise<readonly CatalogEntry[]>;
  /** Prices items from the catalog. Throws `invalid_input` naming every item that cannot be bought. */
  quote(items: readonly OrderItem[], currency: string): Promise<Quote>;
  /** Creates or updates a product and its prices. Idempotent. */
  save(product: ProductInput): Promise<void>;
}

const MAX_QUANTITY = 99;

/** Builds the catalog over the database. */
export function createCatalog({ db, clock }: { db: Db; clock: Clock }): Catalog {
  return {
    async list(currency) {
      const code = requireCurrency(currency);
      const prices = await db.price.findMany({
        where: { currency: code, active: true, product: { active: true } },
        include: { product: true },
        orderBy: { product: { name: 'asc' } },
      });
      return prices.map(({ product, unitAmount }) => ({
        id: product.id,
        name: product.name,
        description: product.description,
        imageUrl: product.imageUrl,
        price: money(unitAmount, code),
      }));
    },

    async quote(items, currency) {
      const code = requireCurrency(currency);
      const quantities = mergeQuantities(items);
      const prices = await db.price.findMany({
        where: { currency: code, active: true, productId: { in: [...quantities.keys()] }, product: { active: true } },
        include: { product: true },
      });
      const byProduct = new Map(prices.map((price) => [price.productId, price]));
      refuseUnknown(items, new Set(byProduct.keys()), code);

      const lines = [...quantities].flatMap(([productId, quantity]): PricedLine[] => {
        const price = byProduct.get(productId);
        if (price === undefined) return [];
        return [
          {
            productId,
            name: price.product.name,
            description: price.product.description,
            imageUrl: price.product.imageUrl,
            quantity,
            unitPrice: money(price.unitAmount, code),
            amount: money(price.unitAmount * BigInt(quantity), code),
          },
        ];
      });
      return {
        currency: code,
        lines,
        total: sum(
          lines.map((line) => line.amount),
          code,
        ),
      };
    },

    async save({ id, prices, ...values }) {
      await db.$transaction(async (tx) => {
        await tx.product.upsert({ where: { id }, create: { id, ...values }, update: values });
        for (const [currency, unitAmount] of Object.entries(prices)) {
          const code = requireCurrency(currency);
          await tx.price.upsert({
            where: { productId_currency: { productId: id, currency: code } },
            create: { id: createId('price', clock), productId: id, currency: code, unitAmount },
            update: { unitAmount, active: true },
          });
        }
      });
    },
  };
}

function requireCurrency(currency: string): CurrencyCode {
  const code = parseCurrency(currency);
  if (code === undefined) {
    throw new AppError('invalid_input', `"${currency}" is not a currency we know.`, {
      details: { currency: 'Use a three-letter ISO 4217 code, such as usd.' },
    });
  }
  return code;
}

/** The same product twice is one line: prices and limits count the sum. */
function mergeQuantities(items: readonly OrderItem[]): Map<string, number> {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of items) {
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  }
  for (const [productId, quantity] of quantities) {
    if (quantity > MAX_QUANTITY) {
      throw new AppError('invalid_input', `At most ${MAX_QUANTITY} of one product can be ordered at once.`, {
        details: { items: `${productId}: ${quantity} is too many.` },
      });
    }
  }
  return quantities;
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
