import { Prisma, type Tx } from '@flashstudio/db';
import type { Position } from '../position.ts';
import { afterPosition, EVENT_COLUMNS, type EventRow, type PlacedEvent, SURELY_OVER, toEvent } from '../read.ts';
import { type Progress, progress, type Reach } from './progress.ts';

/** The next events for a subscription. */
export interface Batch extends Progress {
  readonly events: readonly PlacedEvent[];
}

/** Reads the next events of these types. */
export async function readBatch(tx: Tx, after: Position, types: readonly string[], reach: Reach): Promise<Batch> {
  const rows = await tx.$queryRaw<BatchRow[]>(readBatchSql(after, types, reach));
  const events = rows.flatMap((row) => (row.id === null ? [] : [toEvent(row)]));
  const { passed = 0n, wanted = 0, end_xact: xact = null, end_seq: seq = null } = rows[0] ?? {};
  const last = xact !== null && seq !== null ? { xact, seq } : null;
  return { events, ...progress(events, { passed: Number(passed), wanted, last }, reach) };
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
