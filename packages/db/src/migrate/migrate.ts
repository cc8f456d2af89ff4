import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { migrationsDir, readMigrations, readSchema } from './files.ts';
import { withSchemaEngine } from './schema-engine.ts';

/** Tables of other owners (the job queue's schema is its own) are none of ours: nothing is left out within ours. */
const filters = { externalTables: [], externalEnums: [] };

/** Any number that all processes of this platform agree on. */
const MIGRATION_LOCK = 4_021_986;

/**
 * Brings a database up to date and returns the names of the migrations applied now. Of several processes that start
 * at once, one migrates and the others wait. `before` names a migration at which to stop, so that a test can fill a
 * database as that migration will find it. Throws when a migration fails or an applied one was edited.
 */
export async function migrate({
  connectionString,
  before,
}: {
  connectionString: string;
  before?: string;
}): Promise<readonly string[]> {
  const lock = new Client({ connectionString });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await withSchemaEngine(connectionString, async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: await readMigrations(before),
        filters,
      });
      return appliedMigrationNames;
    });
  } finally {
    await lock.end();
  }
}

/** The SQL that would bring the migrations' outcome to what the schema says; empty when they agree. */
export async function checkMigrations({ connectionString }: { connectionString: string }): Promise<string> {
  return withSchemaEngine(connectionString, async (engine) => {
    const files = (await readSchema()).map(([file, content]) => ({ path: file, content }));
    const { stdout, exitCode } = await engine.diff({
      from: { tag: 'migrations', ...(await readMigrations()) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters,
    });
    return exitCode === 0 ? '' : (stdout ?? '');
  });
}

/** Writes a new migration with what the schema has and the migrations lack; null when there is nothing to write. */
export async function writeMigration(options: {
  connectionString: string;
  name: string;
  now: Date;
}): Promise<string | null> {
  await mkdir(migrationsDir, { recursive: true });
  const sql = await checkMigrations(options);
  if (sql.trim() === '') return null;
  const stamp = options.now.toISOString().replace(/\D/g, '').slice(0, 14);
  const file = path.join(migrationsDir, `${stamp}_${options.name}`, 'migration.sql');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, sql);
  return file;
}
