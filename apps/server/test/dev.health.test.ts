import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, utimes } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';

const serverDir = path.resolve(fileURLToPath(new URL('..', import.meta.url)));

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** `npm run dev` after its preparations, on a data folder of this test. */
async function startDevelopment() {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'flash-dev-'));
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/dev/main.ts'], {
    cwd: serverDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      DATA_DIR: dataDir,
      DEMO_DAYS: '0',
    },
  });
  let said = '';
  let waiting: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      waiting = waiting.filter((look) => look());
    });
  }
  const end = async (signal: NodeJS.Signals): Promise<unknown> => {
    if (child.exitCode === null) {
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    }
    return child.exitCode;
  };
  endings.push(async () => {
    await end('SIGTERM');
    await rm(dataDir, { recursive: true });
  });
  return {
    dataDir,
    url: `http://localhost:${port}`,
    sandboxUrl: `http://127.0.0.1:${sandboxPort}`,
    end,
    /** Resolves when it has said this so many times; rejects with all it said when it ends before. */
    heard: (words: string, times: number) =>
      new Promise<void>((resolve, reject) => {
        const isMissing = () => {
          if (said.split(words).length <= times) return true;
          resolve();
          return false;
        };
        child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)));
        if (isMissing()) waiting.push(isMissing);
      }),
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

it('development shows pages from their sources under one address, restarts the server alone, and ends all of it on Ctrl-C', async () => {
  const { dataDir, url, sandboxUrl, end, heard } = await startDevelopment();
  await heard('Server is up', 1);

  const page = await fetch(`${url}/admin`);
  expect(await page.text()).toContain('src="/admin/src/main.tsx"');
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self';.* script-src 'self' 'nonce-/);
  expect(await (await fetch(`${url}/admin/src/main.tsx`)).text()).toContain('createRoot');
  expect(await (await fetch(`${url}/embed.js`)).text()).toContain('flash-checkout');

  const postmaster = path.join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  const database = await readFile(postmaster, 'utf8');
  await fetch(`${sandboxUrl}/_control/seed`, { method: 'PUT', body: '{"seed":4711}' });
  const now = new Date();
  await utimes(path.join(serverDir, 'src/dev/watched-server.ts'), now, now);
  await heard('Server is up', 2);
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  expect(await readFile(postmaster, 'utf8')).toBe(database);
  expect(await (await fetch(`${sandboxUrl}/_control/state`)).text()).toContain('4711');

  expect(await end('SIGINT')).toBe(0);
  expect(existsSync(postmaster)).toBe(false);
  await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  await expect(fetch(sandboxUrl)).rejects.toThrow();
}, 180_000);
