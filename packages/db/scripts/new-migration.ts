// Writes a migration for what the Prisma schema has and the migrations lack: `pnpm --filter @flashstudio/db migrate:new <name>`.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../src/embedded/index.ts';
import { writeMigration } from '../src/migrate/migrate.ts';

const name = process.argv[2];
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Name the migration in lower case, for example: pnpm --filter @flashstudio/db migrate:new add_refunds');
  process.exit(2);
}

const dataDir = await mkdtemp(path.join(tmpdir(), 'flash-migration-'));
// As root, PostgreSQL runs as another user, who must be able to pass.
await chmod(dataDir, 0o755);
const postgres = await startEmbeddedPostgres({ dataDir, database: 'flash', unsafeFast: true });
try {
  const file = await writeMigration({ connectionString: postgres.connectionString, name, now: new Date() });
  console.log(file === null ? 'The migrations already say what the schema says.' : `Wrote ${file}`);
} finally {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
}
