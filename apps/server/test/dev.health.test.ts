import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askAs } from './ask-as.ts';
import { addressesOf, type EmbeddedProcess, spawnEmbedded } from './embedded-process.ts';

const UP = 'Server is up';
const WATCHED = path.resolve(import.meta.dirname, '../src/dev/watched-server.ts');

let dataDir: string;
let development: EmbeddedProcess;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'flash-dev-'));
  development = spawnEmbedded({ dataDir, program: 'src/dev/main.ts' });
});
afterEach(async () => {
  development.child.kill('SIGTERM');
  await development.exit;
  await rm(dataDir, { recursive: true });
});

it('development shows pages from their sources under its two addresses, restarts the server alone, and ends all of it on Ctrl-C', async () => {
  await development.until(UP);
  const { admin, shop, sandbox } = addressesOf(development.said());

  const page = await fetch(admin);
  expect(await page.text()).toContain('src="/admin/src/main.tsx"');
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self';.* script-src 'self' 'nonce-/);
  expect(await (await fetch(`${admin}/src/main.tsx`)).text()).toContain('createRoot');
  expect(await (await fetch(`${shop}embed.js`)).text()).toContain('flash-checkout');

  expect((await fetch(`${shop}admin`)).status).toBe(404);
  expect((await fetch(new URL('/embed.js', admin))).status).toBe(404);
  expect((await askAs(admin, 'evil.example', '/admin')).status).toBe(403);
  expect((await askAs(shop, new URL(admin).host, '/trpc/admin.session')).status).toBe(403);

  const postmaster = path.join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
  const database = await readFile(postmaster, 'utf8');
  await fetch(`${sandbox}_control/seed`, { method: 'PUT', body: '{"seed":4711}' });
  const now = new Date();
  await utimes(WATCHED, now, now);
  await development.until(UP, 2);
  expect((await fetch(`${shop}health/ready`)).status).toBe(200);
  expect((await fetch(new URL('/health/ready', admin))).status).toBe(200);
  expect(await readFile(postmaster, 'utf8')).toBe(database);
  expect(await (await fetch(`${sandbox}_control/state`)).text()).toContain('4711');

  development.child.kill('SIGINT');
  expect(await development.exit).toBe(0);
  expect(existsSync(postmaster)).toBe(false);
  await expect(fetch(shop)).rejects.toThrow('fetch failed');
  await expect(fetch(sandbox)).rejects.toThrow('fetch failed');
}, 180_000);
