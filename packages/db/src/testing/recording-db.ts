import { PrismaPg } from '@prisma/adapter-pg';
import type { Db } from '../client.ts';
import { PrismaClient } from '../generated/client.ts';

/** A client that remembers every statement it sends, for tests that count round trips. */
export interface RecordingDb {
  readonly db: Db;
  /** In the order they were sent, BEGIN and COMMIT among them; empty it to start over. */
  readonly statements: string[];
}

/** Opens a recording client beside a test database's own. The caller disconnects it. */
export function createRecordingDb({ connectionString }: { connectionString: string }): RecordingDb {
  const statements: string[] = [];
  const db = new PrismaClient({
    adapter: new PrismaPg({ connectionString, max: 2 }),
    log: [{ emit: 'event', level: 'query' }],
  });
  db.$on('query', ({ query }) => statements.push(query));
  return { db, statements };
}
