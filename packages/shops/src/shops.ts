import { isDeepStrictEqual } from 'node:util';
import type { DbOf, Shop } from '@flashstudio/db';
import { AppError, type Clock, createId } from '@flashstudio/platform';
import type { AuditOrigin, AuditTrail } from '@flashstudio/rpc';
import { shopChanged, shopOpened } from './audit-actions.ts';
import { type Catalog, createCatalog } from './catalog/catalog.ts';
import { createKeys, type PublishableKeys } from './keys.ts';
import { parseSettings, type ShopSettings } from './settings.ts';

export interface ShopsDeps {
  readonly db: DbOf<'shops'>;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  /** Where our checkout frame is served from, for example https://pay.example.com. */
  readonly ownOrigin: string;
}

export interface Shops {
  /** Throws `not_found`. */
  get(id: string): Promise<Shop>;
  /** Every shop, oldest first. */
  list(): Promise<readonly Shop[]>;
  /**
   * Opens a shop (`id` null) or replaces all settings of one. Throws `invalid_input` with what is wrong by its field,
   * `not_found` for an unknown id. Audited where it changes something.
   */
  save(shop: ShopSettings & { readonly id: string | null }, by: AuditOrigin): Promise<Shop>;
  readonly keys: PublishableKeys;
  readonly catalog: Catalog;
}

/** Builds the shops capability: who sells, from which sites, and what. */
export function createShops(deps: ShopsDeps): Shops {
  const { db, clock, audit } = deps;
  return {
    async get(id) {
      const shop = await db.shop.findUnique({ where: { id } });
      if (shop === null) throw new AppError('not_found', `There is no shop ${id}.`);
      return shop;
    },

    list: () => db.shop.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),

    async save({ id, ...settings }, by) {
      const values = parseSettings(settings);
      const now = clock.now();
      return db.$transaction(async (tx) => {
        if (id === null) {
          const shop = await tx.shop.create({
            data: { id: createId('shop', clock), createdAt: now, updatedAt: now, ...values },
          });
          await audit.append(tx, by, { action: shopOpened, subjectId: shop.id, after: values });
          return shop;
        }
        await tx.$queryRaw`SELECT id FROM shops WHERE id = ${id} FOR UPDATE`;
        const shop = await tx.shop.findUnique({ where: { id } });
        if (shop === null) throw new AppError('not_found', `There is no shop ${id}.`);
        const { createdAt: _, updatedAt: __, id: ___, ...before } = shop;
        const saved = await tx.shop.update({ where: { id }, data: { ...values, updatedAt: now } });
        if (!isDeepStrictEqual(before, values))
          await audit.append(tx, by, { action: shopChanged, subjectId: id, before, after: values });
        return saved;
      });
    },

    keys: createKeys(deps),
    catalog: createCatalog(deps),
  };
}
