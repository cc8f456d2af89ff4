import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { createDb, type Db } from '../client.ts';
import { migrate } from '../migrate/migrate.ts';

export const TEMPLATE = 'flash_template';
export const TEST_CLUSTER_VARIABLE = 'FLASH_TEST_CLUSTER';

/** A database of a test's own, with every table and no row. */
export interface TestDatabase {
  readonly db: Db;
  readonly connectionString: string;
  /** Drops it. Rejects when somebody is still connected to it. */
  drop(): Promise<void>;
}

/** Clones the migrated template. Throws when the run has no cluster (the global set-up was left out). */
export async function createTestDatabase(): Promise<TestDatabase> {
  return create(`TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY`);
}

/**
 * A database as it was before a migration, for a test of that migration: fill it by SQL, as `db` knows only the newest
 * schema, and then `migrate` it.
 */
export async function createTestDatabaseBefore(migration: string): Promise<TestDatabase> {
  const database = await create('');
  await migrate({ connectionString: database.connectionString, before: migration });
  return database;
}

async function create(from: string): Promise<TestDatabase> {
  const cluster = process.env[TEST_CLUSTER_VARIABLE];
  if (cluster === undefined)
    throw new Error('no test cluster: run this file in a project with the database global set-up');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(cluster, (client) => client.query(`CREATE DATABASE ${name} ${from}`));
  const connectionString = urlOf(cluster, name);
  const db = createDb({ connectionString, poolSize: 8 });
  return {
    db,
    connectionString,
    async drop() {
      await db.$disconnect();
      await asAdmin(cluster, (client) => dropUnused(client, name));
    },
  };
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: object_in_use */
const IN_USE = '55006';
/** PostgreSQL itself waits five seconds each time. */
const TRIES = 4;

/**
 * Drops a database nobody is connected to any more. Who still is would be cut off in the middle of something, now and
 * then with an error in a test that has nothing to do with it: that is told here, every time, as the mistake it is.
 */
async function dropUnused(client: Client, name: string): Promise<void> {
  for (let tried = 1; tried <= TRIES; tried += 1) {
    try {
      await client.query(`DROP DATABASE ${name}`);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === IN_USE)) throw error;
    }
  }
  const { rows } = await client.query(
    'SELECT application_name, state, query FROM pg_stat_activity WHERE datname = $1',
    [name],
  );
  await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
  throw new Error(`a test left connections to its database open: ${JSON.stringify(rows)}`);
}

async function asAdmin(cluster: string, use: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: urlOf(cluster, 'postgres') });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

function urlOf(cluster: string, database: string): string {
  const url = new URL(cluster);
  url.pathname = `/${database}`;
  return url.href;
}
