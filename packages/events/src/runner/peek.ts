import { type Db, Prisma } from '@flashstudio/db';
import { IS_HELD_BACK, SURELY_OVER } from '../read.ts';
import type { Subscription } from '../subscription.ts';

/** What there is to do for one subscription. */
export interface Peeked {
  readonly name: string;
  /** There are events for it, or so many for others that its cursor should move over them. */
  readonly hasNews: boolean;
  /** Someone asked to retry a parked event. */
  readonly hasRetry: boolean;
  /** An event fails: not before this moment (UTC). */
  readonly nextAttemptAt: Date | null;
}

export interface Peek {
  readonly subscriptions: readonly Peeked[];
  /** Any has news. */
  readonly hasNews: boolean;
  /** Events are committed that wait for an older transaction to be over. */
  readonly heldBack: boolean;
}

/**
 * Looks, in one statement that writes nothing, which subscriptions have something to do. Each is looked ahead for at
 * most a window of events, whatever their type: a cursor that has a full window of others before it is due as well,
 * so that the search for a rare type stays short and idle readers write once per window.
 */
export async function peek(db: Db, subscriptions: readonly Subscription[], windowSize: number): Promise<Peek> {
  const rows = await db.$queryRaw<PeekRow[]>(peekSql(subscriptions, windowSize));
  return {
    subscriptions: rows.map((row) => ({
      name: row.name,
      hasNews: row.has_news,
      hasRetry: row.has_retry,
      nextAttemptAt: row.next_attempt_at,
    })),
    hasNews: rows.some((row) => row.has_news),
    heldBack: rows.some((row) => row.held_back),
  };
}

interface PeekRow {
  readonly name: string;
  readonly has_news: boolean;
  readonly has_retry: boolean;
  readonly next_attempt_at: Date | null;
  readonly held_back: boolean;
}

export function peekSql(
  subscriptions: readonly Pick<Subscription, 'name' | 'types'>[],
  windowSize: number,
): Prisma.Sql {
  const asked = JSON.stringify(subscriptions.map(({ name, types }) => ({ name, types })));
  return Prisma.sql`
    SELECT s.name, s.next_attempt_at, ahead.wanted OR ahead.passed = ${windowSize}::int AS has_news,
      EXISTS (SELECT FROM parked_events p WHERE p.subscription = s.name AND p.state = 'retrying') AS has_retry,
      ${IS_HELD_BACK} AS held_back
    FROM jsonb_to_recordset(${asked}::jsonb) AS asked(name text, types text[])
    JOIN event_subscriptions s USING (name)
    CROSS JOIN LATERAL (
      SELECT count(*) AS passed, coalesce(bool_or(near.type = ANY (asked.types)), false) AS wanted
      FROM (
        SELECT e.type FROM domain_events e
        WHERE (e.xact_id, e.seq) > (s.xact_id, s.seq) AND ${SURELY_OVER}
        ORDER BY e.xact_id, e.seq LIMIT ${windowSize}::int
      ) near
    ) ahead`;
}
