import { type Db, sqlJson, type Tx } from '@flashstudio/db';
import { type Clock, createId } from '@flashstudio/platform';
import type { NewEvent } from './event.ts';

/**
 * Appends events in the caller's transaction, in one statement and in the order given.
 *
 * The transaction must have taken its subject's lock (`SELECT … FOR UPDATE`, or an advisory lock) before its first
 * write. Readers see transactions in the order in which PostgreSQL numbered them, and a transaction is numbered by its
 * first write: one that writes first and waits for the lock afterwards is numbered before whoever holds the lock, and
 * its events would be read before theirs although they happened after. A bare `UPDATE` is numbered before it waits,
 * `SELECT … FOR UPDATE` afterwards. `NO_WRITES_YET` and `assertNoWritesYet` check it.
 *
 * Call `wake` of the event log after the commit.
 */
export async function appendEvents(tx: Tx, events: readonly NewEvent[], { clock }: { clock: Clock }): Promise<void> {
  if (events.length === 0) return;
  await tx.$executeRawUnsafe(eventInsert('$1'), eventRows(events, clock));
}

/**
 * The SQL that appends events, to embed as a part of another statement (`WITH appended AS (…)`) where a hot path writes
 * everything in one. `parameter` is where that statement takes what `eventRows` makes. What `appendEvents` says of
 * locks holds here too.
 */
export function eventInsert(parameter: `$${number}`): string {
  return `
    INSERT INTO domain_events (id, type, version, subject_type, subject_id, shop_id, actor_type, actor_id, cause, data,
      occurred_at, recorded_at)
    SELECT e.id, e.type, e.version, e.subject_type, e.subject_id, e.shop_id, e.actor_type, e.actor_id, e.cause, e.data,
      e.occurred_at, e.recorded_at
    FROM ROWS FROM (jsonb_to_recordset(${parameter}::jsonb) AS (id text, type text, version int, subject_type text,
      subject_id text, shop_id text, actor_type text, actor_id text, cause jsonb, data jsonb, occurred_at timestamptz,
      recorded_at timestamptz)) WITH ORDINALITY AS e(id, type, version, subject_type, subject_id, shop_id, actor_type,
      actor_id, cause, data, occurred_at, recorded_at, place)
    ORDER BY e.place`;
}

/** Events as the JSON text that `eventInsert` takes; each gets its id here. */
export function eventRows(events: readonly NewEvent[], clock: Clock): string {
  const now = clock.now();
  return sqlJson(
    events.map(({ type, version, subject, shopId, actor, cause, data, occurredAt }) => ({
      id: createId('evt', clock),
      type,
      version,
      subject_type: subject.type,
      subject_id: subject.id,
      shop_id: shopId,
      actor_type: actor.kind,
      actor_id: actor.id,
      cause,
      data,
      occurred_at: occurredAt ?? now,
      recorded_at: now,
    })),
  );
}

/**
 * SQL that is true while the transaction has written nothing. To select beside a lock it must stay a subquery, as it
 * is: a bare call would be asked again after waiting for the lock, when taking it has numbered the transaction.
 */
export const NO_WRITES_YET = '(SELECT pg_current_xact_id_if_assigned() IS NULL)';

/** Throws when the transaction has written anything: see `appendEvents`. Costs a statement. */
export async function assertNoWritesYet(tx: Tx | Db): Promise<void> {
  const [row] = await tx.$queryRawUnsafe<{ unwritten: boolean }[]>(`SELECT ${NO_WRITES_YET} AS unwritten`);
  if (row?.unwritten !== true)
    throw new Error('The transaction wrote before it took its lock: its events would be read out of order.');
}
