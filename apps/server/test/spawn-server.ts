import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export type Role = 'all' | 'web' | 'worker';

export interface ServerSettings {
  readonly port: number;
  readonly role?: Role;
  readonly databaseUrl: string;
  /** Where the sandbox answers. */
  readonly stripeUrl: string;
  readonly webhookSecret: string;
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ServerProcess {
  /** Sends a signal and waits for the end; resolves with the exit code, null when the signal ended it. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>;
  /** Resolves when the process is gone, for whatever reason. */
  readonly gone: Promise<void>;
}

const serverDir = path.resolve(fileURLToPath(new URL('..', import.meta.url)));

/** Starts the real server as a process of its own and waits until it is up. Rejects with its output when it ends before. */
export async function spawnServer(settings: ServerSettings): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: serverDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(settings),
  });
  const gone = once(child, 'exit').then(() => undefined);
  await untilReady(child);
  return {
    gone,
    async end(signal) {
      child.kill(signal);
      await gone;
      return child.exitCode;
    },
  };
}

function environment({ port, role = 'all', databaseUrl, stripeUrl, webhookSecret, env }: ServerSettings) {
  return {
    PATH: process.env['PATH'],
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ROLE: role,
    LOG_LEVEL: 'silent',
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: 'an auth secret for tests, long enough',
    PAYMENT_SECRET_KEY: 'a payment secret for tests, long enough',
    STRIPE_SECRET_KEY: 'sk_test_flashstudio',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_flashstudio',
    STRIPE_WEBHOOK_SECRETS: webhookSecret,
    STRIPE_API_URL: stripeUrl,
    STRIPE_SCRIPT_URL: `${stripeUrl}/v3/stripe.js`,
    ...env,
  };
}

function untilReady(child: ChildProcess): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ready at')) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${output}`)));
  });
}
