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

/** Reads the next events of these types: at most `limit`, found among at most `windowSize` of any type. */
export async function readBatch(
  tx: Tx,
  after: Position,
  types: readonly string[],
  { limit, windowSize }: { limit: number; windowSize: number },
): Promise<Batch> {
  const ahead = await lookAhead(tx, after, types, windowSize);
  const events = await readEvents(tx, ahead.wanted.slice(0, limit));
  const isWindowFull = ahead.passed >= windowSize;
  if (ahead.wanted.length > limit) return { events, end: events.at(-1)?.at ?? null, more: true };
  // Over events for others alone a cursor moves by whole windows, so that an idle reader hardly ever writes.
  return { events, end: events.length > 0 || isWindowFull ? ahead.end : null, more: isWindowFull };
}

/** What lies in the window after a place: how many events, the place of the last, and the numbers of those wanted. */
async function lookAhead(tx: Tx, after: Position, types: readonly string[], windowSize: number) {
  const [row] = await tx.$queryRaw<LookAheadRow[]>(lookAheadSql(after, types, windowSize));
  const { passed = 0n, wanted = [], xact = null, seq = null } = row ?? {};
  return { passed: Number(passed), wanted, end: xact === null || seq === null ? null : { xact, seq } };
}

interface LookAheadRow {
  readonly passed: bigint;
  readonly wanted: readonly bigint[];
  readonly xact: bigint | null;
  readonly seq: bigint | null;
}

export function lookAheadSql(after: Position, types: readonly string[], windowSize: number): Prisma.Sql {
  return Prisma.sql`
    SELECT count(*) AS passed,
      coalesce(array_agg(near.seq) FILTER (WHERE near.type = ANY (${types}::text[])), '{}') AS wanted,
      (array_agg(near.xact))[count(*)] AS xact, (array_agg(near.seq))[count(*)] AS seq
    FROM (
      SELECT e.xact_id::text::bigint AS xact, e.seq, e.type FROM domain_events e
      WHERE ${afterPosition(after)} AND ${SURELY_OVER}
      ORDER BY e.xact_id, e.seq LIMIT ${windowSize}::int
    ) near`;
}

async function readEvents(tx: Tx, seqs: readonly bigint[]): Promise<readonly PlacedEvent[]> {
  if (seqs.length === 0) return [];
  const rows = await tx.$queryRaw<EventRow[]>`
    SELECT ${EVENT_COLUMNS} FROM domain_events e WHERE e.seq = ANY (${seqs}::bigint[]) ORDER BY e.xact_id, e.seq`;
  return rows.map(toEvent);
}
