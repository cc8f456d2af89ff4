import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../embedded/index.ts';
import { migrate } from '../migrate/migrate.ts';
import { TEMPLATE, TEST_CLUSTER_VARIABLE } from './test-database.ts';

interface SharedCluster {
  users: number;
  readonly running: Promise<() => Promise<void>>;
}

/** Several test projects ask for the cluster, each from its own copy of this module: what they share must be global. */
const shared: typeof globalThis & { flashTestCluster?: SharedCluster } = globalThis;

/** Starts one cluster for the whole test run and migrates one template, from which every test file's database is cloned. */
export default async function setup(): Promise<() => Promise<void>> {
  shared.flashTestCluster ??= { users: 0, running: startCluster() };
  const cluster = shared.flashTestCluster;
  cluster.users += 1;
  const stop = await cluster.running;
  return async () => {
    cluster.users -= 1;
    if (cluster.users > 0) return;
    delete shared.flashTestCluster;
    await stop();
  };
}

async function startCluster(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'flash-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir, database: TEMPLATE, unsafeFast: true });
  await migrate({ connectionString: postgres.connectionString });
  await sealTemplate(postgres.connectionString);
  process.env[TEST_CLUSTER_VARIABLE] = postgres.connectionString;
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

/** Nobody may connect to a template while it is cloned: keep everybody out for good. */
async function sealTemplate(connectionString: string): Promise<void> {
  const url = new URL(connectionString);
  url.pathname = '/postgres';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(`ALTER DATABASE ${TEMPLATE} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  await client.end();
}
