import { createDb, createHints, createListener, type Db, type Hints, type Listener, type Tx } from '@flashstudio/db';
import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createLogger, createTestClock, type Scheduler, systemScheduler, type TestClock } from '@flashstudio/platform';
import { expect } from 'vitest';
import { z } from 'zod';
import {
  type Actor,
  appendEvents,
  createEventLog,
  type DomainEvent,
  defineEvent,
  type EventLog,
  type NewEvent,
  type RunnerSettings,
} from '../src/index.ts';

export const system: Actor = { kind: 'system', id: null };

/** What most tests tell of: the n-th thing that happened to a subject. */
export const stepTaken = defineEvent({
  type: 'thing.step_taken',
  version: 1,
  subject: 'thing',
  data: z.object({ n: z.number() }),
});

/** What hardly ever happens. */
export const moonEclipsed = defineEvent({
  type: 'moon.eclipsed',
  version: 1,
  subject: 'moon',
  data: z.object({ n: z.number() }),
});

export const step = (subjectId: string, n: number): NewEvent =>
  stepTaken.create({ subjectId, shopId: null, actor: system, cause: {}, data: { n } });

export const eclipse = (subjectId = 'moon', n = 0): NewEvent =>
  moonEclipsed.create({ subjectId, shopId: null, actor: system, cause: {}, data: { n } });

/** One process that reads the log: connections, cache and timers of its own. */
export interface Replica {
  readonly db: Db;
  readonly log: EventLog;
  readonly listener: Listener;
}

export interface ReplicaOptions {
  /** Its connections, which it disconnects in the end; some of its own unless said. */
  readonly db?: Db;
  readonly scheduler?: Scheduler;
  readonly settings?: Partial<RunnerSettings>;
}

/** A database of the test's own with a table of effects, and as many replicas as it wants. */
export interface LogHarness {
  readonly database: TestDatabase;
  readonly clock: TestClock;
  replica(options?: ReplicaOptions): Promise<Replica>;
  /**
   * Appends events in a transaction of their own, and waits until they can be read: transactions of other tests, in
   * other databases of the same cluster, hold them back too.
   */
  append(...events: readonly NewEvent[]): Promise<void>;
  /** Whether all that is committed can be read: no transaction of anybody's holds it back. */
  isReadable(): Promise<boolean>;
  /** What subscriptions noted with `note`, in the order of their commits for each. */
  noted(subscription: string): Promise<readonly Note[]>;
  close(): Promise<void>;
}

export interface Note {
  readonly eventId: string;
  readonly subjectId: string;
  readonly n: number;
}

const logger = createLogger({ level: 'silent' });

export async function createLogHarness(): Promise<LogHarness> {
  const database = await createTestDatabase();
  const clock = createTestClock('2026-01-01T00:00:00Z');
  const replicas: (Replica & { readonly hints: Hints })[] = [];
  await database.db.$executeRaw`
    CREATE TABLE notes (place bigint GENERATED ALWAYS AS IDENTITY, subscription text, event_id text, subject_id text, n int)`;
  return {
    database,
    clock,
    async replica({ db = createDb({ ...database, poolSize: 6 }), scheduler = systemScheduler, settings } = {}) {
      const { connectionString } = database;
      const listener = createListener({ connectionString, logger });
      await listener.start();
      const hints = createHints({ listener, scheduler, logger });
      const log = createEventLog({
        db,
        clock,
        logger,
        hints,
        scheduler,
        ...(settings === undefined ? {} : { settings }),
      });
      await log.start();
      const replica = { db, log, listener };
      replicas.push({ ...replica, hints });
      return replica;
    },
    async append(...events) {
      await database.db.$transaction((tx) => appendEvents(tx, events, { clock }));
      await expect.poll(() => isReadable(database.db), { interval: 5 }).toBe(true);
    },
    isReadable: () => isReadable(database.db),
    noted: (subscription) => database.db.$queryRaw<Note[]>`
      SELECT event_id AS "eventId", subject_id AS "subjectId", n FROM notes WHERE subscription = ${subscription} ORDER BY place`,
    async close() {
      for (const { log, hints, listener, db } of replicas) {
        await log.stop();
        hints.stop();
        await listener.stop();
        await db.$disconnect();
      }
      await database.drop();
    },
  };
}

async function isReadable(db: Db): Promise<boolean> {
  const [row] = await db.$queryRaw<{ readable: boolean }[]>`
    SELECT max(xact_id) < pg_snapshot_xmin(pg_current_snapshot()) AS readable FROM domain_events`;
  return row?.readable ?? false;
}

const numbered = z.object({ n: z.number() });

/** The effect of most tests' subscriptions: a row per event, without any key that would hide a second one. */
export async function note(tx: Tx, subscription: string, events: readonly DomainEvent[]): Promise<void> {
  const rows = JSON.stringify(
    events.map((event) => ({
      event_id: event.id,
      subject_id: event.subject.id,
      n: numbered.parse(event.data).n,
    })),
  );
  await tx.$executeRaw`
    INSERT INTO notes (subscription, event_id, subject_id, n)
    SELECT ${subscription}, r.event_id, r.subject_id, r.n
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(event_id text, subject_id text, n int)`;
}
