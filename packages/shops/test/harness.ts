import { createRecordingDb, createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createTestClock, type TestClock } from '@flashstudio/platform';
import { type AuditRecorder, createAuditRecorder } from '@flashstudio/rpc/testing';
import { createShops, type Shops } from '../src/index.ts';

/** Where the checkout's frame is served from. */
export const OWN_ORIGIN = 'https://pay.example.com';

/** Shops on a real database. */
export interface Harness {
  readonly database: TestDatabase;
  readonly clock: TestClock;
  readonly shops: Shops;
  /** What the audit was told. */
  readonly audit: AuditRecorder;
  /** What the shops asked the database since this was last emptied. */
  readonly statements: string[];
  close(): Promise<void>;
}

export async function createHarness(): Promise<Harness> {
  const database = await createTestDatabase();
  const clock = createTestClock('2026-11-25T12:00:00Z');
  const { db, statements } = createRecordingDb(database);
  const audit = createAuditRecorder();
  return {
    database,
    clock,
    shops: createShops({ db, clock, audit, ownOrigin: OWN_ORIGIN }),
    audit,
    statements,
    async close() {
      await db.$disconnect();
      await database.drop();
    },
  };
}
