import { randomBytes } from 'node:crypto';
import type { DbOf } from '@flashstudio/db';
import { AppError, type Clock, createId } from '@flashstudio/platform';
import type { ShopIdentity, ShopReader } from '@flashstudio/rpc';

/** Publishable keys: each names its shop and opens nothing but checkout, and only from the origins the shop lists. */
export interface PublishableKeys extends ShopReader {
  /** Origins that may embed the checkout with this key; none for an unknown or inactive key. */
  allowedOrigins(key: string): Promise<readonly string[]>;
  /** The shop a key belongs to, active or not; null for an unknown key. */
  shopIdOf(key: string): Promise<string | null>;
  /** Makes a new key, random and too long to guess, and returns it. Throws `not_found` for an unknown shop. */
  create(input: { shopId: string; name: string }): Promise<string>;
  /**
   * Creates this very key, or renames it; an inactive one stays inactive. Idempotent. Throws `invalid_input` for what is
   * no key, `not_found` for an unknown shop, `conflict` for a key of another shop: its orders name it, so it never moves.
   */
  ensure(input: { shopId: string; key: string; name: string }): Promise<void>;
}

interface KnownKey extends ShopIdentity {
  readonly allowedOrigins: readonly string[];
}

/** Builds the register of publishable keys over the database; `ownOrigin` is where our checkout frame is served from. */
export function createKeys({
  db,
  clock,
  ownOrigin,
}: {
  db: DbOf<'shops'>;
  clock: Clock;
  ownOrigin: string;
}): PublishableKeys {
  /** One statement: every request of a checkout begins with it. */
  async function find(key: string): Promise<KnownKey | undefined> {
    const [known] = await db.$queryRaw<KnownKey[]>`
      SELECT k.id AS "publishableKeyId", s.id AS "shopId", s.name, s.support_email AS "supportEmail",
             s.logo_url AS "logoUrl", s.accent_color AS "accentColor", s.statement_suffix AS "statementSuffix",
             s.allowed_origins AS "allowedOrigins"
      FROM publishable_keys k JOIN shops s ON s.id = k.shop_id
      WHERE k.key = ${key} AND k.active`;
    return known;
  }

  async function ensure({ shopId, key, name }: { shopId: string; key: string; name: string }): Promise<void> {
    if (!/^pk_\w{8,100}$/.test(key)) {
      throw new AppError('invalid_input', 'A publishable key is pk_ and 8 to 100 letters, digits or underscores.');
    }
    const shop = await db.shop.findUnique({ where: { id: shopId } });
    if (shop === null) throw new AppError('not_found', `There is no shop ${shopId}.`);
    await db.publishableKey.createMany({
      data: [{ id: createId('pk', clock), shopId, key, name, createdAt: clock.now() }],
      skipDuplicates: true,
    });
    const { count } = await db.publishableKey.updateMany({ where: { key, shopId }, data: { name } });
    if (count === 0) throw new AppError('conflict', 'This publishable key belongs to another shop.');
  }

  return {
    async identify(headers) {
      const key = headers.get('x-publishable-key');
      if (!key) throw new AppError('unauthenticated', 'The publishable key is missing.');
      const known = await find(key);
      if (known === undefined) {
        throw new AppError('unauthenticated', 'The publishable key is not known or no longer active.');
      }
      const { allowedOrigins, ...shop } = known;
      const caller = headers.get('origin') ?? ownOrigin;
      const page = headers.get('x-embed-origin');
      const allowed = (origin: string) => allowedOrigins.includes(origin);
      if (page === null || !allowed(page) || (caller !== ownOrigin && !allowed(caller))) {
        throw new AppError('origin_not_allowed', 'This site is not allowed to use the checkout with this key.');
      }
      return shop;
    },

    async allowedOrigins(key) {
      return (await find(key))?.allowedOrigins ?? [];
    },

    async shopIdOf(key) {
      return (await db.publishableKey.findUnique({ where: { key } }))?.shopId ?? null;
    },

    async create({ shopId, name }) {
      const key = `pk_${randomBytes(18).toString('base64url').replaceAll('-', '_')}`;
      await ensure({ shopId, key, name });
      return key;
    },

    ensure,
  };
}
