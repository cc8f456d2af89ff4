import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { freePort } from '@flashstudio/platform';
import { createStripeSandbox, type RunningSandbox, type StripeSandbox } from '@flashstudio/stripe-sandbox';
import Stripe from 'stripe';
import { type Role, type ServerProcess, spawnServer, WEBHOOK_SECRET } from './spawn-server.ts';

/** The real server as a process of its own, on a database and a sandbox of this test. */
export interface World {
  readonly database: TestDatabase;
  readonly sandbox: StripeSandbox;
  readonly stripe: Stripe;
  /** Where its checkout is found. */
  readonly url: string;
  /** Where its admin is found: at the same port, by another name. */
  readonly adminUrl: string;
  /** Starts the server in a role, with further variables in its environment, and waits until it is up. */
  start(role?: Role, env?: Readonly<Record<string, string>>): Promise<void>;
  /** What the server has logged since it was started, line by line. */
  logged(): readonly Record<string, unknown>[];
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
    adminUrl: `http://localhost:${port}`,
    async start(role = 'all', env = {}) {
      server = await spawnServer({
        port,
        role,
        databaseUrl: database.connectionString,
        stripeUrl: running.url,
        env,
      });
    },
    logged: () => server?.logged() ?? [],
    async kill() {
      await server?.end('SIGKILL');
    },
    stop: async () => (await server?.end('SIGTERM')) ?? null,
    async close() {
      await server?.end('SIGTERM');
      await running.close();
      await sandbox.close();
      await database.drop();
    },
  };
}
