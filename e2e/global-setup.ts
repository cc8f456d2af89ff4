import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@flashstudio/platform';

const server = fileURLToPath(new URL('../apps/server', import.meta.url));

/** Starts the server as `npm start` does, on free ports and an empty data folder, and stops it after the tests. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'flash-e2e-'));
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: server,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      DATA_DIR: dataDir,
      DEMO_DAYS: '1',
      DATABASE_URL: '',
    },
  });
  await ready(child);
  process.env['E2E_URL'] = `http://localhost:${port}`;
  process.env['E2E_SANDBOX_URL'] = `http://127.0.0.1:${sandboxPort}`;
  const secrets: { stripeSecretKey: string; webhookSecret: string } = JSON.parse(
    await readFile(path.join(dataDir, 'secrets.json'), 'utf8'),
  );
  process.env['E2E_SANDBOX_KEY'] = secrets.stripeSecretKey;
  process.env['E2E_WEBHOOK_SECRET'] = secrets.webhookSecret;
  return async () => {
    const gone = once(child, 'exit');
    child.kill('SIGINT');
    const [code] = await gone;
    await rm(dataDir, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the server did not stop in order: exit code ${String(code)}`);
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
