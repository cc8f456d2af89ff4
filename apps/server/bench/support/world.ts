import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@flashstudio/db/embedded';
import { STRIPE_EVENT_TYPES } from '@flashstudio/payments';
import type Stripe from 'stripe';
import type { Keep } from '../../test/closing.ts';
import { type SandboxProcess, spawnSandbox } from '../../test/sandbox-process.ts';
import { prepareDatabase, type ShopApi, shopApi } from '../../test/shop.ts';
import { type Role, spawnServer, WEBHOOK_SECRET } from '../../test/spawn-server.ts';

/** The real server, a PostgreSQL that waits for its disk, and the sandbox: each a process of its own. */
export interface BenchWorld {
  readonly connectionString: string;
  readonly sandbox: SandboxProcess;
  readonly url: string;
  readonly webhookSecret: string;
  readonly api: ShopApi;
}

export interface BenchWorldOptions {
  readonly role?: Role;
  /** Gives the URL by which the server reaches the database. */
  readonly databaseUrl?: (connectionString: string) => Promise<string>;
}

/** Starts everything, with a shop that sells mugs. */
export async function startBenchWorld(
  keep: Keep,
  { role = 'all', databaseUrl }: BenchWorldOptions = {},
): Promise<BenchWorld> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'flash-bench-'));
  // As root, PostgreSQL runs as another user, who must be able to pass.
  await chmod(dataDir, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir, database: 'bench' });
  keep({
    async close() {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  });
  const { connectionString } = postgres;
  const { port, url } = await prepareDatabase(connectionString);

  const webhookUrl = `${url}/webhooks/stripe`;
  const sandbox = keep(await spawnSandbox({ webhookUrl, secret: WEBHOOK_SECRET, seed: 1 }));
  await askForOurEvents(sandbox.stripe);
  const server = await spawnServer({
    port,
    role,
    databaseUrl: databaseUrl === undefined ? connectionString : await databaseUrl(connectionString),
    stripeUrl: sandbox.url,
  });
  keep({ close: () => server.end('SIGTERM') });
  return { connectionString, sandbox, url, webhookSecret: WEBHOOK_SECRET, api: shopApi({ url }) };
}

/** As an operator sets the endpoint up. */
async function askForOurEvents(stripe: Stripe): Promise<void> {
  const { data } = await stripe.webhookEndpoints.list();
  for (const { id } of data) await stripe.webhookEndpoints.update(id, { enabled_events: [...STRIPE_EVENT_TYPES] });
}
