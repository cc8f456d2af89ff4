import { AppError } from '@flashstudio/platform';
import { type AuditOrigin, invalidInput } from '@flashstudio/rpc';
import { type Shops, shopSettings } from '@flashstudio/shops';
import { z } from 'zod';

const shopFile = shopSettings.extend({
  /** One of the shop's own; without it the shop is new. */
  publishableKey: z.string().optional(),
  products: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(64),
        name: z.string().min(1).max(200),
        description: z.string().max(1000).default(''),
        imageUrl: z.string().max(2000).nullable().default(null),
        /** Whole minor units by currency. */
        prices: z.record(z.string(), z.int().transform(BigInt)),
      }),
    )
    .default([]),
});

export type ShopFile = z.output<typeof shopFile>;

export interface SavedShop {
  readonly shopId: string;
  readonly name: string;
  readonly publishableKey: string;
}

/** Reads the file of a shop (docs/shops.md). Throws `invalid_input` with what is wrong by its field. */
export function readShopFile(file: unknown): ShopFile {
  const parsed = shopFile.safeParse(file);
  if (!parsed.success) throw invalidInput(parsed.error);
  return parsed.data;
}

/** Opens the shop with a new key, or changes the one whose key the file names. Throws `not_found` for a key nobody has. */
export async function saveShop(
  { save, keys }: Shops,
  { publishableKey, products: _, ...settings }: ShopFile,
  by: AuditOrigin,
): Promise<SavedShop> {
  const known = publishableKey === undefined ? null : await keys.shopIdOf(publishableKey);
  if (publishableKey !== undefined && known === null) {
    throw new AppError('not_found', 'No shop has this publishable key. Leave it out to open a new shop.');
  }
  const { id: shopId, name } = await save({ id: known, ...settings }, by);
  const firstKey = () => keys.create({ shopId, name: 'Web', reason: 'The first key of a new shop.' }, by);
  return { shopId, name, publishableKey: publishableKey ?? (await firstKey()) };
}

/** Saves the products of the file, up to the first that is refused: `conflict` where another shop has one of its id. */
export async function saveProducts(
  { catalog }: Shops,
  shopId: string,
  { products }: ShopFile,
  by: AuditOrigin,
): Promise<void> {
  for (const product of products) await catalog.save(shopId, product, by);
}
