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
  await asAdmin(cluster, `CREATE DATABASE ${name} ${from}`);
  const connectionString = urlOf(cluster, name);
  const db = createDb({ connectionString, poolSize: 8 });
  return {
    db,
    connectionString,
    async drop() {
      await db.$disconnect();
      await asAdmin(cluster, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function asAdmin(cluster: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: urlOf(cluster, 'postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function urlOf(cluster: string, database: string): string {
  const url = new URL(cluster);
  url.pathname = `/${database}`;
  return url.href;
}
