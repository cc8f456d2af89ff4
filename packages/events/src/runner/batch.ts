import { Prisma, type Tx } from '@flashstudio/db';
import type { Position } from '../position.ts';
import { afterPosition, EVENT_COLUMNS, type EventRow, type PlacedEvent, SURELY_OVER, toEvent } from '../read.ts';

/** The next events for a subscription. */
export interface Batch {
  readonly events: readonly PlacedEvent[];
  /** Where the cursor belongs once they are applied; null when it stays where it is. */
  readonly end: Position | null;
  /** Whether there may be more after that. */
  readonly more: boolean;
}

/** How far a batch may reach. */
export interface Reach {
  /** At most so many events are read. */
  readonly limit: number;
  /** They are looked for among at most so many events of any type. */
  readonly windowSize: number;
}

/** Reads the next events of these types. */
export async function readBatch(tx: Tx, after: Position, types: readonly string[], reach: Reach): Promise<Batch> {
  const rows = await tx.$queryRaw<BatchRow[]>(readBatchSql(after, types, reach));
  const events = rows.flatMap((row) => (row.id === null ? [] : [toEvent(row)]));
  const { passed = 0n, wanted = 0, end_xact: xact = null, end_seq: seq = null } = rows[0] ?? {};
  const isWindowFull = Number(passed) >= reach.windowSize;
  if (wanted > reach.limit) return { events, end: events.at(-1)?.at ?? null, more: true };
  // Over events for others alone a cursor moves by whole windows, so that an idle reader hardly ever writes.
  const moves = xact !== null && seq !== null && (events.length > 0 || isWindowFull);
  return { events, end: moves ? { xact, seq } : null, more: isWindowFull };
}

/** An event, or none, and what is known of the window beside it. */
type BatchRow = (EventRow | { readonly id: null }) & {
  /** Events of any type in the window, and of the wanted ones. */
  readonly passed: bigint;
  readonly wanted: number;
  /** The place of the last event of any type. */
  readonly end_xact: bigint | null;
  readonly end_seq: bigint | null;
};

export function readBatchSql(after: Position, types: readonly string[], { limit, windowSize }: Reach): Prisma.Sql {
  return Prisma.sql`
    SELECT ahead.passed, cardinality(ahead.wanted) AS wanted, ahead.end_xact, ahead.end_seq, ${EVENT_COLUMNS}
    FROM (
      SELECT count(*) AS passed,
        coalesce(array_agg(near.seq) FILTER (WHERE near.type = ANY (${types}::text[])), '{}') AS wanted,
        (array_agg(near.xact))[count(*)] AS end_xact, (array_agg(near.seq))[count(*)] AS end_seq
      FROM (
        SELECT e.xact_id::text::bigint AS xact, e.seq, e.type FROM domain_events e
        WHERE ${afterPosition(after)} AND ${SURELY_OVER}
        ORDER BY e.xact_id, e.seq LIMIT ${windowSize}::int
      ) near
    ) ahead
    LEFT JOIN domain_events e ON e.seq = ANY (ahead.wanted[1:${limit}::int])
    ORDER BY e.xact_id, e.seq`;
}
