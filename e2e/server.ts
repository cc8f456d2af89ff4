import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@flashstudio/platform';

const folder = fileURLToPath(new URL('../apps/server', import.meta.url));

/** A server as `npm start` runs it, on free ports and an empty data folder. */
export interface E2eServer {
  /** Where its checkout, its admin and its sandbox are found, without a slash at the end. */
  readonly checkoutUrl: string;
  readonly adminUrl: string;
  readonly sandboxUrl: string;
  /** Its data folder. */
  readonly dataDir: string;
  /** What the sandbox beside it opens to, and signs its webhooks with. */
  readonly secrets: { readonly stripeSecretKey: string; readonly webhookSecret: string };
  /** Throws when it does not end in order. */
  stop(): Promise<void>;
}

/** Starts one; `hosts` are the names of checkout and admin, as in a URL. */
export async function startServer(hosts = { checkout: '127.0.0.1', admin: 'localhost' }): Promise<E2eServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'flash-e2e-'));
  const [port, adminPort, sandboxPort] = [await freePort(), await freePort(), await freePort()];
  const [checkoutUrl, adminUrl] = [`http://${hosts.checkout}:${port}`, `http://${hosts.admin}:${adminPort}`];
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      SANDBOX_PORT: String(sandboxPort),
      PUBLIC_URL: checkoutUrl,
      ADMIN_URL: adminUrl,
      DATA_DIR: dataDir,
      DEMO_DAYS: '1',
      DATABASE_URL: '',
    },
  });
  await ready(child);
  return {
    checkoutUrl,
    adminUrl,
    sandboxUrl: `http://127.0.0.1:${sandboxPort}`,
    dataDir,
    secrets: JSON.parse(await readFile(path.join(dataDir, 'secrets.json'), 'utf8')),
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGINT');
      const [code] = await gone;
      await rm(dataDir, { recursive: true, force: true });
      if (code !== 0) throw new Error(`the server did not stop in order: exit code ${String(code)}`);
    },
  };
}

function ready(child: ChildProcess): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ctrl-C stops everything')) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)}: ${output}`)));
  });
}
