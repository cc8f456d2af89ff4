import { type Db, Prisma, type Tx } from '@flashstudio/db';
import type { Position } from '../position.ts';

/** How far a subscription has come. */
export interface Cursor {
  readonly at: Position;
  /** How often the event after it has failed in a row. */
  readonly failures: number;
  readonly nextAttemptAt: Date | null;
}

/** Makes the cursors that are missing, before the first event: a new subscription reads the whole history. */
export async function ensureCursors(db: Db, subscriptions: readonly { name: string }[], now: Date): Promise<void> {
  await db.eventSubscription.createMany({
    data: subscriptions.map(({ name }) => ({ name, updatedAt: now })),
    skipDuplicates: true,
  });
}

/**
 * Locks a subscription's cursor until the transaction ends: who holds it is the one reader. Null when another holds it
 * (`skip`; with `wait` it is waited for) or when there is no such subscription.
 */
export async function lockCursor(tx: Tx, name: string, ifHeld: 'skip' | 'wait'): Promise<Cursor | null> {
  const [row] = await tx.$queryRaw<{ xact: bigint; seq: bigint; failures: number; next_attempt_at: Date | null }[]>`
    SELECT xact_id::text::bigint AS xact, seq, failures, next_attempt_at FROM event_subscriptions
    WHERE name = ${name} FOR UPDATE ${ifHeld === 'skip' ? Prisma.sql`SKIP LOCKED` : Prisma.empty}`;
  if (row === undefined) return null;
  const { xact, seq, failures, next_attempt_at: nextAttemptAt } = row;
  return { at: { xact, seq }, failures, nextAttemptAt };
}

/** Moves a locked cursor; what failed before it is behind it. Tells whether the transaction has appended events. */
export async function moveCursor(tx: Tx, name: string, to: Position, now: Date): Promise<{ appended: boolean }> {
  const [row] = await tx.$queryRaw<{ appended: boolean }[]>(moveCursorSql(name, to, now));
  return { appended: row?.appended ?? false };
}

/** The order asked for takes the planner to the index, whatever it knows of the table. */
export function moveCursorSql(name: string, { xact, seq }: Position, now: Date): Prisma.Sql {
  return Prisma.sql`
    UPDATE event_subscriptions SET xact_id = ${xact.toString()}::xid8, seq = ${seq}::bigint, failures = 0,
      last_error = NULL, next_attempt_at = NULL, updated_at = ${now}
    WHERE name = ${name}
    RETURNING (SELECT e.seq FROM domain_events e WHERE e.xact_id = pg_current_xact_id()
      ORDER BY e.xact_id, e.seq LIMIT 1) IS NOT NULL AS appended`;
}
