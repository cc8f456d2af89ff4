import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { typescriptProcess } from '@flashstudio/platform/testing';
import { createStripeSandbox, type RunningSandbox, type StripeSandbox } from '@flashstudio/stripe-sandbox';
import Stripe from 'stripe';

export const WEBHOOK_SECRET = 'whsec_Kx7pQz2mWv9LrT4cYb1NsE6jHu8DfGa0';

/** What production asks for besides a database, an address and Stripe: secrets, and a mail server that is never up. */
export const PRODUCTION_SETTINGS = {
  AUTH_SECRET: 'an auth secret for tests, long enough',
  PAYMENT_SECRET_KEY: 'a payment secret for tests, long enough',
  STRIPE_SECRET_KEY: 'sk_test_flashstudio',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_flashstudio',
  STRIPE_WEBHOOK_SECRETS: WEBHOOK_SECRET,
  SMTP_URL: 'smtp://127.0.0.1:1',
  MAIL_FROM: 'Test shop <receipts@shop.example.com>',
} as const;

const serverDir = path.resolve(fileURLToPath(new URL('..', import.meta.url)));

/** The real server as a process of its own, on a database and a sandbox of this test. */
export interface World {
  readonly database: TestDatabase;
  readonly sandbox: StripeSandbox;
  readonly stripe: Stripe;
  readonly url: string;
  /** Starts the server in a role and waits until it is up; `settings` stand over those of the test. */
  start(role?: 'all' | 'web' | 'worker', settings?: Record<string, string>): Promise<void>;
  /** What the server has logged since it was started, line by line. */
  logged(): readonly Record<string, unknown>[];
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** Ends it in order; resolves with its exit code. */
  stop(): Promise<number | null>;
  close(): Promise<void>;
}

const node = typescriptProcess();

export async function createWorld(): Promise<World> {
  const database = await createTestDatabase();
  const sandbox = createStripeSandbox();
  const running: RunningSandbox = await sandbox.listen();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  sandbox.control.ensureWebhookEndpoint({ url: `${url}/webhooks/stripe`, secret: WEBHOOK_SECRET });
  let child: ChildProcess | undefined;
  let output = '';

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child === undefined) return null;
    const gone = once(child, 'exit');
    child.kill(signal);
    const [code] = await gone;
    child = undefined;
    return typeof code === 'number' ? code : null;
  };

  return {
    database,
    sandbox,
    stripe: new Stripe('sk_test_flashstudio', { host: '127.0.0.1', port: running.port, protocol: 'http' }),
    url,
    async start(role = 'all', settings = {}) {
      const started = spawn(process.execPath, [...node.flags, 'src/main.ts'], {
        cwd: serverDir,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...node.env,
          PATH: process.env.PATH,
          PORT: String(port),
          PUBLIC_URL: url,
          ROLE: role,
          LOG_LEVEL: 'silent',
          DATABASE_URL: database.connectionString,
          ...PRODUCTION_SETTINGS,
          STRIPE_API_URL: running.url,
          STRIPE_SCRIPT_URL: `${running.url}/v3/stripe.js`,
          ...settings,
        },
      });
      child = started;
      output = '';
      await new Promise<void>((resolve, reject) => {
        const hear = (chunk: Buffer) => {
          output += chunk.toString();
          if (output.includes('Ready at')) resolve();
        };
        started.stdout.on('data', hear);
        started.stderr.on('data', hear);
        started.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${output}`)));
      });
    },
    logged: () =>
      output
        .slice(0, output.lastIndexOf('\n') + 1)
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line)),
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    async close() {
      await end('SIGTERM');
      await running.close();
      await sandbox.close();
      await database.drop();
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
