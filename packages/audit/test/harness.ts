import { createDb, createSql, type Sql } from '@flashstudio/db';
import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createTestJobQueue, type TestJobQueue } from '@flashstudio/jobs/testing';
import { createLogger, createTestClock, type TestClock } from '@flashstudio/platform';
import { type AuditEntry, type AuditOrigin, type AuditTrail, defineAuditAction } from '@flashstudio/rpc';
import { BY_TEST } from '@flashstudio/rpc/testing';
import { Client } from 'pg';
import { type Audit, createAudit, createAuditTrail } from '../src/index.ts';

export const refunded = defineAuditAction({ name: 'payment.refunded', subject: 'payment', reason: 'needed' });
export const looked = defineAuditAction({ name: 'report.looked_at', subject: 'report', reason: 'free' });

/** A refund as its entry tells of it. */
export const refund = (n: number, changes: Partial<AuditEntry<'needed'>> = {}): AuditEntry<'needed'> => ({
  action: refunded,
  subjectId: `pay_${n}`,
  before: { refunded: { amount: 0n, currency: 'EUR' } },
  after: { refunded: { amount: BigInt(n), currency: 'EUR' } },
  reason: 'The parcel was lost',
  ...changes,
});

/** The audit on a database of its own. */
export interface Harness {
  readonly database: TestDatabase;
  readonly clock: TestClock;
  readonly trail: AuditTrail;
  readonly audit: Audit;
  readonly jobs: TestJobQueue;
  /** The driver of the hot path. */
  readonly sql: Sql;
  /** What the log was told, line by line. */
  readonly logged: string[];
  /** Appends in a transaction of its own. */
  append<Reason extends 'needed' | 'free'>(entry: AuditEntry<Reason>, origin?: AuditOrigin): Promise<void>;
  /** What a superuser of the database does with the triggers out of the way. */
  pastTheTriggers(statement: string): Promise<void>;
  close(): Promise<void>;
}

export async function createHarness(): Promise<Harness> {
  const database = await createTestDatabase();
  const { connectionString } = database;
  const clock = createTestClock('2026-11-30T09:00:00Z');
  const logged: string[] = [];
  const logger = createLogger({ level: 'info', destination: { write: (line: string) => void logged.push(line) } });
  const jobs = createTestJobQueue({ connectionString, logger, clock });
  const db = createDb({ connectionString });
  const sql = createSql({ connectionString, onError: () => undefined });
  const trail = createAuditTrail({ clock });
  const audit = createAudit({ db, clock, logger, jobs });
  return {
    database,
    clock,
    trail,
    audit,
    jobs,
    sql,
    logged,
    append: (entry, origin = BY_TEST) => db.$transaction((tx) => trail.append(tx, origin, entry)),
    async pastTheTriggers(statement) {
      const client = new Client({ connectionString });
      await client.connect();
      try {
        await client.query('SET session_replication_role = replica');
        await client.query(statement);
      } finally {
        await client.end();
      }
    },
    async close() {
      await jobs.stop();
      await db.$disconnect();
      await sql.close();
      await database.drop();
    },
  };
}
