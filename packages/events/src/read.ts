import { type Db, Prisma, type Tx } from '@flashstudio/db';
import type { Actor, Cause, DomainEvent } from './event.ts';
import { BEGINNING, formatPosition, type Position } from './position.ts';

/**
 * True for events `e` of transactions that are surely over: all with a lower number are over too, so nothing can turn
 * up before or among them any more. What is committed beside an older open transaction has to wait for it.
 */
export const SURELY_OVER = Prisma.sql`e.xact_id < pg_snapshot_xmin(pg_current_snapshot())`;

/**
 * The number of the newest transaction of the log; null when it is empty. Asked for whether any is beyond some number,
 * the planner takes it that many are, and would scan the whole table for the one it never finds.
 */
export const NEWEST_XACT = Prisma.sql`(SELECT e.xact_id FROM domain_events e ORDER BY e.xact_id DESC, e.seq DESC LIMIT 1)`;

/** True when events are committed that wait for an older transaction to be over. */
export const IS_HELD_BACK = Prisma.sql`coalesce(${NEWEST_XACT} >= pg_snapshot_xmin(pg_current_snapshot()), false)`;

/** The columns `toEvent` reads, of a row `e`. */
export const EVENT_COLUMNS = Prisma.sql`
  e.xact_id::text::bigint AS xact, e.seq, e.id, e.type, e.version, e.subject_type, e.subject_id, e.shop_id, e.actor_type,
  e.actor_id, e.cause, e.data, e.occurred_at, e.recorded_at`;

export interface EventRow {
  readonly xact: bigint;
  readonly seq: bigint;
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly shop_id: string | null;
  readonly actor_type: Actor['kind'];
  readonly actor_id: string | null;
  readonly cause: Cause;
  readonly data: unknown;
  readonly occurred_at: Date;
  readonly recorded_at: Date;
}

/** An event of the log, and where it stands. */
export interface PlacedEvent {
  readonly at: Position;
  readonly event: DomainEvent;
}

/** A row as the rest of the house knows it. */
export function toEvent(row: EventRow): PlacedEvent {
  const at = { xact: row.xact, seq: row.seq };
  return {
    at,
    event: {
      position: formatPosition(at),
      id: row.id,
      type: row.type,
      version: row.version,
      subject: { type: row.subject_type, id: row.subject_id },
      shopId: row.shop_id,
      actor: { kind: row.actor_type, id: row.actor_id },
      cause: row.cause,
      data: row.data,
      occurredAt: row.occurred_at,
      recordedAt: row.recorded_at,
    },
  };
}

/** SQL that is true for events `e` after a place. */
export function afterPosition({ xact, seq }: Position): Prisma.Sql {
  return Prisma.sql`(e.xact_id, e.seq) > (${xact.toString()}::xid8, ${seq}::bigint)`;
}

/** The next events of all types after a place, of transactions that are surely over. */
export async function readAfter(db: Db | Tx, after: Position, limit: number): Promise<readonly PlacedEvent[]> {
  const rows = await db.$queryRaw<EventRow[]>(readAfterSql(after, limit));
  return rows.map(toEvent);
}

export function readAfterSql(after: Position, limit: number): Prisma.Sql {
  return Prisma.sql`
    SELECT ${EVENT_COLUMNS} FROM domain_events e
    WHERE ${afterPosition(after)} AND ${SURELY_OVER}
    ORDER BY e.xact_id, e.seq LIMIT ${limit}`;
}

/** The place after all events of transactions that are surely over, and before all that are not. */
export async function readHorizon(db: Db): Promise<Position> {
  const [row] = await db.$queryRaw<{ xact: bigint }[]>`
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xact`;
  if (row === undefined) throw new Error('PostgreSQL did not tell its snapshot.');
  return { xact: row.xact, seq: 0n };
}

/** Whether events are committed that wait for an older transaction to be over. */
export async function isHeldBack(db: Db): Promise<boolean> {
  const [row] = await db.$queryRaw<{ held_back: boolean }[]>`SELECT ${IS_HELD_BACK} AS held_back`;
  return row?.held_back ?? false;
}

/** The place of the last event that is committed, whether or not it can be read yet. */
export async function readNewest(db: Db): Promise<Position> {
  const [row] = await db.$queryRaw<Position[]>`
    SELECT xact_id::text::bigint AS xact, seq FROM domain_events ORDER BY xact_id DESC, seq DESC LIMIT 1`;
  return row ?? BEGINNING;
}

const LONGEST_TIMELINE = 1_000;

/** What happened to these subjects, oldest first: the newest 1,000. It does not wait for transactions to be surely over. */
export async function eventsOf(db: Db | Tx, subjectIds: readonly string[]): Promise<readonly DomainEvent[]> {
  const rows = await db.$queryRaw<EventRow[]>(eventsOfSql(subjectIds));
  return rows.map((row) => toEvent(row).event).reverse();
}

export function eventsOfSql(subjectIds: readonly string[]): Prisma.Sql {
  return Prisma.sql`
    SELECT ${EVENT_COLUMNS} FROM domain_events e
    WHERE e.subject_id = ANY (${subjectIds}::text[]) ORDER BY e.seq DESC LIMIT ${LONGEST_TIMELINE}`;
}

/**
 * Where a place that was told earlier is now: after a logical restore an event has kept its number, and not that of its
 * transaction. A place that this log cannot have told counts as now.
 */
export async function findPlace(db: Db, { xact, seq }: Position): Promise<Position> {
  const [row] = await db.$queryRaw<{ found: bigint | null; next: bigint; horizon: bigint }[]>`
    SELECT (SELECT xact_id::text::bigint FROM domain_events WHERE seq = ${seq}::bigint) AS found,
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next,
      pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon`;
  if (row === undefined) throw new Error('PostgreSQL did not tell its snapshot.');
  if (row.found !== null) return { xact: row.found, seq };
  return xact < row.next ? { xact, seq } : { xact: row.horizon, seq: 0n };
}
