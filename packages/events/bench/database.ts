import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '@flashstudio/db';
import { startEmbeddedPostgres } from '@flashstudio/db/embedded';
import { Client } from 'pg';

/** A PostgreSQL of the bench's own, with its usual promises: every commit reaches the disk. */
export async function openBenchDatabase() {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'flash-bench-'));
  // As root, PostgreSQL runs as another user, who must be able to pass.
  await chmod(dataDir, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir, database: 'bench' });
  await migrate(postgres);
  return {
    connectionString: postgres.connectionString,
    async close() {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Opens that many connections. */
export async function openClients(connectionString: string, count: number): Promise<readonly Client[]> {
  const clients = Array.from({ length: count }, () => new Client({ connectionString }));
  for (const client of clients) await client.connect();
  return clients;
}
