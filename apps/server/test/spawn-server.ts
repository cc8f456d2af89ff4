import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { typescriptProcess } from '@flashstudio/platform/testing';

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

export type Role = 'all' | 'web' | 'worker';

export interface ServerSettings {
  readonly port: number;
  readonly role?: Role;
  readonly databaseUrl: string;
  /** Where the sandbox answers. */
  readonly stripeUrl: string;
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ServerProcess {
  /** Sends a signal and waits for the end; resolves with the exit code, null when the signal ended it. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** Resolves when the process is gone, for whatever reason. */
  readonly gone: Promise<void>;
  /** What it has logged, line by line. */
  logged(): readonly Record<string, unknown>[];
}

const node = typescriptProcess();
const serverDir = path.resolve(fileURLToPath(new URL('..', import.meta.url)));

/** Starts the real server as a process of its own and waits until it is up. Rejects with its output when it ends before. */
export async function spawnServer(settings: ServerSettings): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...node.flags, 'src/main.ts'], {
    cwd: serverDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(settings),
  });
  const gone = once(child, 'exit').then(() => undefined);
  let output = '';
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  await untilReady(child, () => output);
  return {
    gone,
    logged: () =>
      output
        .slice(0, output.lastIndexOf('\n') + 1)
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line)),
    async end(signal) {
      child.kill(signal);
      await gone;
      return child.exitCode;
    },
  };
}

function environment({ port, role = 'all', databaseUrl, stripeUrl, env }: ServerSettings) {
  return {
    ...node.env,
    PATH: process.env.PATH,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ADMIN_URL: `http://localhost:${port}`,
    ROLE: role,
    LOG_LEVEL: 'silent',
    DATABASE_URL: databaseUrl,
    ...PRODUCTION_SETTINGS,
    STRIPE_API_URL: stripeUrl,
    STRIPE_SCRIPT_URL: `${stripeUrl}/v3/stripe.js`,
    ...env,
  };
}

function untilReady(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (output().includes('Ready at')) resolve();
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${output()}`)));
  });
}
