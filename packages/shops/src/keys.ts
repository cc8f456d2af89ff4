import { randomBytes } from 'node:crypto';
import type { DbOf, TxOf } from '@flashstudio/db';
import { AppError, type Clock, createId } from '@flashstudio/platform';
import type { AuditOrigin, AuditTrail, ShopIdentity, ShopReader } from '@flashstudio/rpc';
import { keyCreated, keyRenamed, keyRevoked } from './audit-actions.ts';

/** Publishable keys: each names its shop and opens nothing but checkout, and only from the origins the shop lists. */
export interface PublishableKeys extends ShopReader {
  /** Origins that may embed the checkout with this key; none for an unknown or inactive key. */
  allowedOrigins(key: string): Promise<readonly string[]>;
  /** The shop a key belongs to, active or not; null for an unknown key. */
  shopIdOf(key: string): Promise<string | null>;
  /**
   * Makes a new key, random and too long to guess, and returns it. The shop's other keys stay as they are: to roll one,
   * put the new one into the pages and then revoke the old one. Throws `not_found` for an unknown shop, `invalid_input`
   * for a blank reason.
   */
  create(input: { shopId: string; name: string; reason: string }, by: AuditOrigin): Promise<string>;
  /**
   * Creates this very key, or renames it; an inactive one stays inactive. Idempotent. Throws `invalid_input` for what is
   * no key and for a blank reason, `not_found` for an unknown shop, `conflict` for a key of another shop: its orders name
   * it, so it never moves.
   */
  ensure(input: NamedKey, by: AuditOrigin): Promise<void>;
  /**
   * Has a key refused from the next request on. False when it was inactive already. Throws `not_found` for an unknown
   * key, `invalid_input` for a blank reason.
   */
  revoke(input: { key: string; reason: string }, by: AuditOrigin): Promise<boolean>;
}

interface NamedKey {
  readonly shopId: string;
  readonly key: string;
  readonly name: string;
  readonly reason: string;
}

interface KnownKey extends ShopIdentity {
  readonly allowedOrigins: readonly string[];
}

/** Builds the register of publishable keys over the database; `ownOrigin` is where our checkout frame is served from. */
export function createKeys({
  db,
  clock,
  audit,
  ownOrigin,
}: {
  db: DbOf<'shops'>;
  clock: Clock;
  audit: AuditTrail;
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

  async function ensure({ shopId, key, name, reason }: NamedKey, by: AuditOrigin): Promise<void> {
    if (!/^pk_\w{8,100}$/.test(key)) {
      throw new AppError('invalid_input', 'A publishable key is pk_ and 8 to 100 letters, digits or underscores.');
    }
    await db.$transaction(async (tx) => {
      const shop = await tx.shop.findUnique({ where: { id: shopId } });
      if (shop === null) throw new AppError('not_found', `There is no shop ${shopId}.`);
      const id = createId('pk', clock);
      const { count: created } = await tx.publishableKey.createMany({
        data: [{ id, shopId, key, name, createdAt: clock.now() }],
        skipDuplicates: true,
      });
      if (created === 1) {
        await audit.append(tx, by, { action: keyCreated, subjectId: id, after: { shopId, key, name }, reason });
        return;
      }
      const known = await lockKey(tx, key);
      if (known?.shopId !== shopId) throw new AppError('conflict', 'This publishable key belongs to another shop.');
      if (known.name === name) return;
      await tx.publishableKey.update({ where: { key }, data: { name } });
      const named = (called: string) => ({ shopId, key, name: called });
      const [before, after] = [named(known.name), named(name)];
      await audit.append(tx, by, { action: keyRenamed, subjectId: known.id, before, after, reason });
    });
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

    async create(input, by) {
      const key = `pk_${randomBytes(18).toString('base64url').replaceAll('-', '_')}`;
      await ensure({ ...input, key }, by);
      return key;
    },

    ensure,

    revoke: ({ key, reason }, by) =>
      db.$transaction(async (tx) => {
        const known = await lockKey(tx, key);
        if (known === null) throw new AppError('not_found', 'No shop has this publishable key.');
        if (!known.active) return false;
        await tx.publishableKey.update({ where: { key }, data: { active: false } });
        const { id: subjectId, shopId, name } = known;
        await audit.append(tx, by, {
          action: keyRevoked,
          subjectId,
          before: { shopId, key, name, active: true },
          after: { shopId, key, name, active: false },
          reason,
        });
        return true;
      }),
  };
}

/** Reads a key that nobody else changes until the transaction ends. */
async function lockKey(tx: TxOf<'shops'>, key: string) {
  await tx.$queryRaw`SELECT id FROM publishable_keys WHERE key = ${key} FOR UPDATE`;
  return tx.publishableKey.findUnique({ where: { key } });
}
