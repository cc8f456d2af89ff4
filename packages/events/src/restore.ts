import { type Db, Prisma, type Tx } from '@flashstudio/db';
import type { Logger } from '@flashstudio/platform';
import { NEWEST_XACT } from './read.ts';

/** A large log is rewritten as a whole. */
const LONGEST_RENUMBERING_MS = 60 * 60 * 1_000;

/**
 * Renumbers a log that came from another cluster, by pg_dump or logical replication: its transaction numbers may be
 * higher than this cluster's own, and new events would then sort before old ones and never be read. All events are
 * given the number of a transaction long past and keep their order; every cursor keeps its place. Does nothing, and
 * locks nothing, in a log that is at home. To be called at start, before anything is appended; safe on many replicas
 * at once. Returns whether it renumbered.
 */
export async function renumberRestoredLog({ db, logger }: { db: Db; logger: Logger }): Promise<boolean> {
  if (!(await isFromElsewhere(db))) return false;
  const renumbered = await db.$transaction(
    async (tx) => {
      // In the order in which readers lock them.
      await tx.$executeRaw`LOCK TABLE event_subscriptions, domain_events IN ACCESS EXCLUSIVE MODE`;
      if (!(await isFromElsewhere(tx))) return false;
      await renumber(tx);
      return true;
    },
    { timeout: LONGEST_RENUMBERING_MS, maxWait: LONGEST_RENUMBERING_MS },
  );
  if (renumbered) logger.warn('the event log came from another database cluster: its transactions were renumbered');
  return renumbered;
}

async function isFromElsewhere(db: Db | Tx): Promise<boolean> {
  const [row] = await db.$queryRaw<{ elsewhere: boolean }[]>(fromElsewhereSql);
  return row?.elsewhere ?? false;
}

/** Every transaction whose rows one can see has a lower number than the next to be given: unless it is another's. */
export const fromElsewhereSql = Prisma.sql`
  SELECT coalesce(greatest(${NEWEST_XACT}, (SELECT xact_id FROM event_subscriptions ORDER BY xact_id DESC LIMIT 1))
    >= pg_snapshot_xmax(pg_current_snapshot()), false) AS elsewhere`;

/**
 * With one transaction number for all, events are ordered by `seq` alone. Where that differs from the order so far the
 * same numbers are dealt out anew; most events keep theirs, and clients that tail the log their place.
 */
async function renumber(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    CREATE TEMPORARY TABLE renumbered ON COMMIT DROP AS
    SELECT old.xact_id, old.seq, new.seq AS new_seq
    FROM (SELECT xact_id, seq, row_number() OVER (ORDER BY xact_id, seq) AS place FROM domain_events) old
    JOIN (SELECT seq, row_number() OVER (ORDER BY seq) AS place FROM domain_events) new USING (place)`;
  await tx.$executeRaw`CREATE INDEX ON renumbered (xact_id, seq)`;
  await tx.$executeRaw`ANALYZE renumbered`;
  await tx.$executeRaw`
    UPDATE event_subscriptions s SET xact_id = ${LONG_PAST}::xid8, seq = coalesce(
      (SELECT r.new_seq FROM renumbered r WHERE (r.xact_id, r.seq) <= (s.xact_id, s.seq) ORDER BY r.xact_id DESC, r.seq DESC LIMIT 1), 0)`;
  // Numbers are unique at every moment: those that move do so by way of their negatives.
  await tx.$executeRaw`
    UPDATE domain_events e SET xact_id = ${LONG_PAST}::xid8, seq = CASE WHEN r.new_seq = e.seq THEN e.seq ELSE -r.new_seq END
    FROM renumbered r WHERE r.seq = e.seq`;
  await tx.$executeRaw`UPDATE domain_events SET seq = -seq WHERE seq < 0`;
}

/** PostgreSQL's own "frozen" transaction, older than any that a cluster gives out. */
const LONG_PAST = '2';
