import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import Stripe from 'stripe';

/** The sandbox as a process of its own, controlled over HTTP as by anybody. */
export interface SandboxProcess {
  readonly url: string;
  /** The official SDK on it, patient with what is planned to go wrong. */
  readonly stripe: Stripe;
  /** Sends a command to `/_control`; throws when it is refused. */
  control(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<void>;
  close(): Promise<void>;
}

const SECRET_KEY = 'sk_test_flashstudio';
export const PUBLISHABLE_KEY = 'pk_test_flashstudio';

/** Starts the sandbox's own command on a free port, with an endpoint for webhooks. Resolves when it answers. */
export async function spawnSandbox(options: {
  webhookUrl: string;
  secret: string;
  seed: number;
}): Promise<SandboxProcess> {
  const entry = createRequire(import.meta.url).resolve('@flashstudio/stripe-sandbox');
  const cli = path.join(path.dirname(entry), 'cli.ts');
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', cli, '--port', '0', '--webhook', options.webhookUrl, '--secret', options.secret].concat(
      '--seed',
      String(options.seed),
    ),
    { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] } },
  );
  const gone = once(child, 'exit');
  const url = await addressOf(child);
  const { hostname: host, port } = new URL(url);
  return {
    url,
    stripe: new Stripe(SECRET_KEY, { host, port, protocol: 'http', maxNetworkRetries: 10, telemetry: false }),
    async control(method, command, body) {
      const response = await fetch(`${url}/_control/${command}`, {
        method,
        ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`the sandbox refused ${method} ${command}: ${await response.text()}`);
    },
    async close() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /at (http:\/\/\S+) with/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}: ${output}`)));
  });
}
