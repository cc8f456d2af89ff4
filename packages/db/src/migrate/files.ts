import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const prismaDir = fileURLToPath(new URL('../../prisma', import.meta.url));

/** Where migrations live: `<timestamp>_<name>/migration.sql`, the layout of Prisma's own tools. */
export const migrationsDir = path.join(prismaDir, 'migrations');

/** The schema's files, as the engine takes them: path and content. */
export async function readSchema(): Promise<[string, string][]> {
  const dir = path.join(prismaDir, 'schema');
  const names = (await readdir(dir)).filter((name) => name.endsWith('.prisma')).sort();
  return Promise.all(
    names.map(
      async (name): Promise<[string, string]> => [path.join(dir, name), await readFile(path.join(dir, name), 'utf8')],
    ),
  );
}

/** The migrations in the order they were written, in the engine's form; only those older than `before` where it is given. */
export async function readMigrations(before?: string) {
  const entries = await readdir(migrationsDir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => before === undefined || name < before)
    .sort();
  const migrationDirectories = await Promise.all(
    names.map(async (name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: await readFile(path.join(migrationsDir, name, 'migration.sql'), 'utf8') },
      },
    })),
  );
  return {
    baseDir: migrationsDir,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories,
  };
}
