import { once } from 'node:events';
import { createServer } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createStripeSandbox, type RunningSandbox, type StripeSandbox } from '@flashstudio/stripe-sandbox';
import Stripe from 'stripe';
import { type Role, type ServerProcess, spawnServer } from './spawn-server.ts';

export const WEBHOOK_SECRET = 'whsec_server_test';

/** The real server as a process of its own, on a database and a sandbox of this test. */
export interface World {
  readonly database: TestDatabase;
  readonly sandbox: StripeSandbox;
  readonly stripe: Stripe;
  readonly url: string;
  /** Starts the server in a role, with further variables in its environment, and waits until it is up. */
  start(role?: Role, env?: Readonly<Record<string, string>>): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** Ends it in order; resolves with its exit code. */
  stop(): Promise<number | null>;
  close(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const database = await createTestDatabase();
  const sandbox = createStripeSandbox();
  const running: RunningSandbox = await sandbox.listen();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  sandbox.control.ensureWebhookEndpoint({ url: `${url}/webhooks/stripe`, secret: WEBHOOK_SECRET });
  let server: ServerProcess | undefined;

  return {
    database,
    sandbox,
    stripe: new Stripe('sk_test_flashstudio', { host: '127.0.0.1', port: running.port, protocol: 'http' }),
    url,
    async start(role = 'all', env = {}) {
      server = await spawnServer({
        port,
        role,
        databaseUrl: database.connectionString,
        stripeUrl: running.url,
        webhookSecret: WEBHOOK_SECRET,
        env,
      });
    },
    async kill() {
      await server?.end('SIGKILL');
    },
    stop: async () => (await server?.end('SIGTERM')) ?? null,
    async close() {
      await server?.end('SIGKILL');
      await running.close();
      await sandbox.close();
      await database.drop();
    },
  };
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
