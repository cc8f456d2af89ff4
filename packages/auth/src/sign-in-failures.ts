import type { DbOf, TxOf } from '@flashstudio/db';
import type { Clock } from '@flashstudio/platform';
import type { AuditOrigin, AuditTrail } from '@flashstudio/rpc';
import { signInRefused } from './audit-actions.ts';

/** The audit is told of wrong passwords for one person at most once in this time (ms); the others are counted. */
const WINDOW_MS = 3_600_000;

/** Wrong passwords since the audit was last told of some, as its next entry tells them. */
export interface CountedTries {
  readonly triesNotRecorded: number;
  readonly lastTryAt: Date;
  readonly lastTryFrom: string;
}

export interface SignInFailures {
  /**
   * Remembers a wrong password. Strangers can try as often as they like, so what they leave behind is bounded: nothing for
   * an address that nobody has, and for a person one row of counts, and one entry of the audit an hour.
   */
  remember(email: string, from: { address: string; requestId: string }): Promise<void>;
  /** Forgets the tries of somebody who has signed in; gives those that the audit was not told of. */
  settle(tx: TxOf<'auth'>, userId: string): Promise<CountedTries | null>;
}

interface Counted {
  readonly tries: number;
  readonly before: number | null;
}

/** Builds what counts wrong passwords. */
export function createSignInFailures({
  db,
  clock,
  audit,
}: {
  db: DbOf<'auth'>;
  clock: Clock;
  audit: AuditTrail;
}): SignInFailures {
  return {
    async remember(email, { address, requestId }) {
      const user = await db.user.findUnique({
        where: { email: email.toLowerCase() },
        select: { id: true, email: true },
      });
      if (user === null) return;
      const now = clock.now();
      const origin: AuditOrigin = {
        actor: { kind: 'anonymous', id: 'anonymous', name: 'Not signed in' },
        address,
        requestId,
      };
      await db.$transaction(async (tx) => {
        const { tries, before } = await count(tx, { userId: user.id, address, now });
        if (tries > 1) return;
        await audit.append(tx, origin, {
          action: signInRefused,
          subjectId: user.id,
          after: { email: user.email, ...(before === null || before < 2 ? {} : { triesNotRecorded: before - 1 }) },
        });
      });
    },

    async settle(tx, userId) {
      const [row] = await tx.$queryRaw<{ tries: number; lastAt: Date; lastAddress: string }[]>`
        DELETE FROM sign_in_failures WHERE user_id = ${userId}
        RETURNING tries, last_at AS "lastAt", last_address AS "lastAddress"`;
      return row === undefined || row.tries < 2
        ? null
        : { triesNotRecorded: row.tries - 1, lastTryAt: row.lastAt, lastTryFrom: row.lastAddress };
    },
  };
}

/** Counts one more; `tries` is 1 when a new window begins, and `before` how many there were in the one before. */
async function count(
  tx: TxOf<'auth'>,
  { userId, address, now }: { userId: string; address: string; now: Date },
): Promise<Counted> {
  const windowBegan = new Date(now.getTime() - WINDOW_MS);
  await tx.$executeRaw`
    INSERT INTO sign_in_failures (user_id, since, tries, last_at, last_address)
    VALUES (${userId}, ${now}, 0, ${now}, ${address}) ON CONFLICT (user_id) DO NOTHING`;
  const [row] = await tx.$queryRaw<{ since: Date; tries: number }[]>`
    SELECT since, tries FROM sign_in_failures WHERE user_id = ${userId} FOR UPDATE`;
  const isNew = row === undefined || row.tries === 0 || row.since <= windowBegan;
  const tries = isNew ? 1 : row.tries + 1;
  await tx.signInFailures.update({
    where: { userId },
    data: { tries, lastAt: now, lastAddress: address, ...(isNew ? { since: now } : {}) },
  });
  return { tries, before: row?.tries ?? null };
}
