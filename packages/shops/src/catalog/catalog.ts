import { isDeepStrictEqual } from 'node:util';
import type { DbOf, TxOf } from '@flashstudio/db';
import { type Money, money } from '@flashstudio/money';
import { AppError, type Clock, createId } from '@flashstudio/platform';
import type { AuditOrigin, AuditTrail } from '@flashstudio/rpc';
import { productAdded, productChanged } from '../audit-actions.ts';
import {
  mergeQuantities,
  type OrderItem,
  type PricedRow,
  priceItems,
  type Quote,
  requireCurrency,
  requireUnitAmount,
} from './pricing.ts';

export interface CatalogEntry {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly imageUrl: string | null;
  readonly price: Money;
}

/** A product with its prices in minor units per currency. */
export interface ProductInput {
  /** Chosen by the merchant, and what pages name the product by; one of its kind among all shops. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly imageUrl: string | null;
  readonly prices: Readonly<Record<string, bigint>>;
}

/** A shop's products are its own; one that belongs to no shop (from the time before shops) is sold by all of them. */
export interface Catalog {
  /** Active products this shop sells in this currency, by name. Throws `invalid_input` on an unknown currency. */
  list(shopId: string, currency: string): Promise<readonly CatalogEntry[]>;
  /**
   * Prices items from the catalog, in one statement. Throws `invalid_input` naming every item that cannot be bought
   * here: an unknown product and another shop's are told alike.
   */
  quote(shopId: string, items: readonly OrderItem[], currency: string): Promise<Quote>;
  /**
   * Creates or updates a product of this shop and the prices named; others stay. A product of all shops is updated for
   * all. Idempotent. Throws `invalid_input` on an unknown currency or an amount no card can be charged, `conflict` when
   * another shop has a product of this id. Audited where it changes something.
   */
  save(shopId: string, product: ProductInput, by: AuditOrigin): Promise<void>;
}

/** Builds the catalog over the database. */
export function createCatalog({ db, clock, audit }: { db: DbOf<'shops'>; clock: Clock; audit: AuditTrail }): Catalog {
  return {
    async list(shopId, currency) {
      const code = requireCurrency(currency);
      const prices = await db.price.findMany({
        where: { currency: code, active: true, product: { active: true, OR: [{ shopId }, { shopId: null }] } },
        include: { product: true },
        orderBy: [{ product: { name: 'asc' } }, { productId: 'asc' }],
      });
      return prices.map(({ product, unitAmount }) => ({
        id: product.id,
        name: product.name,
        description: product.description,
        imageUrl: product.imageUrl,
        price: money(unitAmount, code),
      }));
    },

    async quote(shopId, items, currency) {
      const code = requireCurrency(currency);
      const quantities = mergeQuantities(items);
      const sold = await db.$queryRaw<PricedRow[]>`
        SELECT p.id AS "productId", p.name, p.description, p.image_url AS "imageUrl", price.unit_amount AS "unitAmount"
        FROM products p JOIN prices price ON price.product_id = p.id
        WHERE p.id = ANY(${[...quantities.keys()]}) AND price.currency = ${code}
          AND p.active AND price.active AND (p.shop_id = ${shopId} OR p.shop_id IS NULL)`;
      return priceItems({ items, quantities, sold, currency: code });
    },

    async save(shopId, { id, prices, ...values }, by) {
      const checked = Object.entries(prices).map(([currency, unitAmount]) => ({
        currency: requireCurrency(currency),
        unitAmount: requireUnitAmount(unitAmount, currency),
      }));
      await db.$transaction(async (tx) => {
        const { count: added } = await tx.product.createMany({
          data: [{ id, shopId, ...values }],
          skipDuplicates: true,
        });
        const before = added === 1 ? null : await productState(tx, id);
        const { count } = await tx.product.updateMany({
          where: { id, OR: [{ shopId }, { shopId: null }] },
          data: values,
        });
        if (count === 0) throw new AppError('conflict', `Another shop has a product "${id}".`);
        for (const { currency, unitAmount } of checked) {
          await tx.price.upsert({
            where: { productId_currency: { productId: id, currency } },
            create: { id: createId('price', clock), productId: id, currency, unitAmount },
            update: { unitAmount, active: true },
          });
        }
        const after = await productState(tx, id);
        if (isDeepStrictEqual(before, after)) return;
        const action = before === null ? productAdded : productChanged;
        await audit.append(tx, by, { action, subjectId: id, before, after });
      });
    },
  };
}

/** A product as the audit tells of it, with its prices in minor units by currency; nobody else changes it meanwhile. */
async function productState(tx: TxOf<'shops'>, id: string) {
  await tx.$queryRaw`SELECT id FROM products WHERE id = ${id} FOR UPDATE`;
  const product = await tx.product.findUniqueOrThrow({
    where: { id },
    include: { prices: { where: { active: true }, orderBy: { currency: 'asc' } } },
  });
  const { shopId, name, description, imageUrl, prices } = product;
  const amounts = Object.fromEntries(prices.map(({ currency, unitAmount }) => [currency, unitAmount]));
  return { shopId, name, description, imageUrl, prices: amounts };
}
