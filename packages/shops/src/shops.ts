import type { DbOf, Shop } from '@flashstudio/db';
import { AppError, type Clock, createId } from '@flashstudio/platform';
import { type Catalog, createCatalog } from './catalog/catalog.ts';
import { createKeys, type PublishableKeys } from './keys.ts';
import { parseSettings, type ShopSettings } from './settings.ts';

export interface ShopsDeps {
  readonly db: DbOf<'shops'>;
  readonly clock: Clock;
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
   * `not_found` for an unknown id.
   */
  save(shop: ShopSettings & { readonly id: string | null }): Promise<Shop>;
  readonly keys: PublishableKeys;
  readonly catalog: Catalog;
}

/** Builds the shops capability: who sells, from which sites, and what. */
export function createShops(deps: ShopsDeps): Shops {
  const { db, clock } = deps;
  return {
    async get(id) {
      const shop = await db.shop.findUnique({ where: { id } });
      if (shop === null) throw new AppError('not_found', `There is no shop ${id}.`);
      return shop;
    },

    list: () => db.shop.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),

    async save({ id, ...settings }) {
      const values = { ...parseSettings(settings), updatedAt: clock.now() };
      if (id === null) {
        return db.shop.create({ data: { id: createId('shop', clock), createdAt: values.updatedAt, ...values } });
      }
      const [saved] = await db.shop.updateManyAndReturn({ where: { id }, data: values });
      if (saved === undefined) throw new AppError('not_found', `There is no shop ${id}.`);
      return saved;
    },

    keys: createKeys(deps),
    catalog: createCatalog(deps),
  };
}
