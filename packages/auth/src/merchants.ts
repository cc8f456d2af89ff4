import type { DbOf } from '@flashstudio/db';
import { AppError, type Clock, createId } from '@flashstudio/platform';
import type { MerchantReader } from '@flashstudio/rpc';

/** Publishable keys: they name a shop and open nothing but checkout, and only from the origins they list. */
export interface Merchants extends MerchantReader {
  /** Origins that may embed the checkout with this key; empty for an unknown key. */
  allowedOrigins(key: string): Promise<readonly string[]>;
  /** Creates the key or updates its name and origins. Idempotent. */
  ensureKey(input: { key: string; name: string; allowedOrigins: readonly string[] }): Promise<void>;
}

/** Builds the register of publishable keys over the database; `ownOrigin` is where our checkout frame is served from. */
export function createMerchants({
  db,
  clock,
  ownOrigin,
}: {
  db: DbOf<'auth'>;
  clock: Clock;
  ownOrigin: string;
}): Merchants {
  const find = (key: string) => db.publishableKey.findFirst({ where: { key, active: true } });

  return {
    async identify(headers) {
      const key = headers.get('x-publishable-key');
      if (!key) throw new AppError('unauthenticated', 'The publishable key is missing.');
      const known = await find(key);
      if (known === null)
        throw new AppError('unauthenticated', 'The publishable key is not known or no longer active.');
      const caller = headers.get('origin') ?? ownOrigin;
      const page = headers.get('x-embed-origin');
      const allowed = (origin: string) => known.allowedOrigins.includes(origin);
      if (page === null || !allowed(page) || (caller !== ownOrigin && !allowed(caller))) {
        throw new AppError('origin_not_allowed', 'This site is not allowed to use the checkout with this key.');
      }
      return { publishableKeyId: known.id, name: known.name };
    },

    async allowedOrigins(key) {
      return (await find(key))?.allowedOrigins ?? [];
    },

    async ensureKey({ key, name, allowedOrigins }) {
      const values = { name, allowedOrigins: [...allowedOrigins], active: true };
      await db.publishableKey.upsert({
        where: { key },
        create: { id: createId('pk', clock), key, ...values },
        update: values,
      });
    },
  };
}
