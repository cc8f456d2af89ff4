import { type Db, Prisma } from '@flashstudio/db';
import type { Clock } from '@flashstudio/platform';
import { SURELY_OVER } from '../read.ts';
import type { Subscription } from '../subscription.ts';

/** How a subscription is doing. */
export interface SubscriptionHealth {
  readonly name: string;
  /**
   * `current`: it has read all there is. `behind`: it has not yet. `held_back`: what is left waits for a transaction
   * that is open. `failing`: an event fails and is tried again. `new`: no runner has started it yet.
   */
  readonly state: 'current' | 'behind' | 'held_back' | 'failing' | 'new';
  readonly lag: {
    /** Events it wants and has not read, committed ones that are held back among them. */
    readonly events: number;
    /** There are at least so many: counting ended there. */
    readonly atLeast: boolean;
    /** How long the oldest of them has been waiting, in milliseconds. */
    readonly ms: number;
  };
  /** Events it was passed over with, for people to retry or skip. */
  readonly parked: number;
  readonly lastError: string | null;
  readonly nextAttemptAt: Date | null;
}

/** Counting further than this would cost more than it tells. */
const COUNTED = 10_000;

interface HealthRow {
  readonly name: string;
  readonly exists: boolean;
  readonly failures: number | null;
  readonly last_error: string | null;
  readonly next_attempt_at: Date | null;
  readonly ready: bigint;
  readonly held_back: bigint;
  readonly passed: bigint;
  readonly oldest: Date | null;
  readonly parked: bigint;
}

/** Tells how far subscriptions are behind the log, by name. Reads only. */
export async function subscriptionsHealth(
  { db, clock }: { db: Db; clock: Clock },
  subscriptions: readonly Subscription[],
): Promise<readonly SubscriptionHealth[]> {
  const rows = await db.$queryRaw<HealthRow[]>(healthSql(subscriptions));
  const now = clock.now().getTime();
  return rows.map((row) => ({
    name: row.name,
    state: stateOf(row),
    lag: {
      events: Number(row.ready + row.held_back),
      atLeast: row.passed >= COUNTED,
      ms: row.oldest === null ? 0 : Math.max(0, now - row.oldest.getTime()),
    },
    parked: Number(row.parked),
    lastError: row.last_error,
    nextAttemptAt: row.next_attempt_at,
  }));
}

export function healthSql(subscriptions: readonly Pick<Subscription, 'name' | 'types'>[]): Prisma.Sql {
  const asked = JSON.stringify(subscriptions.map(({ name, types }) => ({ name, types })));
  return Prisma.sql`
    SELECT asked.name, s.name IS NOT NULL AS exists, s.failures, s.last_error, s.next_attempt_at, ahead.*,
      (SELECT count(*) FROM parked_events p WHERE p.subscription = s.name AND p.state IN ('parked', 'retrying')) AS parked
    FROM jsonb_to_recordset(${asked}::jsonb) AS asked(name text, types text[])
    LEFT JOIN event_subscriptions s USING (name)
    CROSS JOIN LATERAL (
      SELECT count(*) AS passed, count(*) FILTER (WHERE is_wanted AND is_over) AS ready,
        count(*) FILTER (WHERE is_wanted AND NOT is_over) AS held_back,
        min(recorded_at) FILTER (WHERE is_wanted) AS oldest
      FROM (
        SELECT e.type = ANY (asked.types) AS is_wanted, ${SURELY_OVER} AS is_over, e.recorded_at FROM domain_events e
        WHERE (e.xact_id, e.seq) > (coalesce(s.xact_id, '0'::xid8), coalesce(s.seq, 0))
        ORDER BY e.xact_id, e.seq LIMIT ${COUNTED}::int
      ) near
    ) ahead ORDER BY asked.name`;
}

function stateOf({ exists, failures, ready, held_back: heldBack, passed }: HealthRow): SubscriptionHealth['state'] {
  if (!exists) return 'new';
  if (failures !== null && failures > 0) return 'failing';
  if (ready > 0n || passed >= COUNTED) return 'behind';
  return heldBack > 0n ? 'held_back' : 'current';
}
