import { access, chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { lockFolder } from '@flashstudio/db/embedded';
import Stripe from 'stripe';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askAs } from './ask-as.ts';
import {
  addressesOf,
  type EmbeddedOptions,
  type EmbeddedProcess,
  READY,
  sandboxKeyOf,
  spawnEmbedded,
} from './embedded-process.ts';

const POLL = { timeout: 120_000, interval: 50 };
/** Several starts one after another. */
const SLOW = 180_000;

/** What `npm start` does once everything is installed. */
const START = `import(${JSON.stringify(path.resolve(import.meta.dirname, '../../../scripts/lib/start.mjs'))})
  .then(({ start }) => start({ node: process.execPath, env: process.env }))
  .then((code) => { process.exitCode = code; })`;

let home: string;
let dataDir: string;
const started: EmbeddedProcess[] = [];

async function prepare(): Promise<void> {
  home = await mkdtemp(path.join(tmpdir(), 'flash-embedded-'));
  dataDir = path.join(home, `the "shop's" $HOME \`data\``);
}

async function cleanUp(): Promise<void> {
  for (const { child, exit } of started.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await exit;
  }
  await rm(home, { recursive: true, force: true });
}

function start(options: Omit<EmbeddedOptions, 'dataDir'> = {}): EmbeddedProcess {
  const server = spawnEmbedded({ dataDir, ...options });
  started.push(server);
  return server;
}

async function startReady(env: Record<string, string> = {}): Promise<EmbeddedProcess> {
  const server = start({ env });
  await server.until(READY);
  return server;
}

/** PostgreSQL keeps this file while it runs, and takes it away when it has ended in order. */
async function postgresRuns(): Promise<boolean> {
  return access(path.join(dataDir, 'postgres', 'cluster', 'postmaster.pid')).then(
    () => true,
    () => false,
  );
}

async function isFree(folder: string): Promise<boolean> {
  const unlock = await lockFolder(folder);
  unlock?.();
  return unlock !== undefined;
}

/** PostgreSQL at work makes files and removes them. */
function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

describe('an embedded server that runs', () => {
  let server: EmbeddedProcess;
  beforeAll(async () => {
    await prepare();
    server = start({ wrapper: (command) => ['sh', '-c', 'umask 000; exec "$@"', 'sh', ...command] });
    await server.until(READY);
  }, SLOW);
  afterAll(cleanUp);

  it('keeps everything it writes from other users, whatever the umask', async () => {
    const open: string[] = [];
    const names = ['.', ...(await readdir(dataDir, { recursive: true }))];
    for (const name of names) {
      const found = await stat(path.join(dataDir, name)).catch(unlessGone);
      if (found !== undefined && (found.mode & 0o077) !== 0) open.push(name);
    }
    expect(names).toContain('stripe-sandbox.jsonl');
    expect(names.length).toBeGreaterThan(100);
    expect(open).toEqual([]);
  });

  it('tells two addresses that share neither port nor cookies, and works at both', async () => {
    const [shop, admin] = [new URL(addressesOf(server.said()).shop), new URL(addressesOf(server.said()).admin)];
    expect([shop.hostname, admin.hostname]).toEqual(['127.0.0.1', 'localhost']);
    expect(shop.port).not.toBe(admin.port);
    for (const at of [shop, admin]) expect((await fetch(new URL('/health/live', at))).status).toBe(200);

    const login = await (await fetch(new URL('/api/demo', admin))).json();
    const signIn = (at: URL) =>
      fetch(new URL('/api/auth/sign-in/email', at), {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: at.origin },
        body: JSON.stringify({ email: login.email, password: login.password }),
      });
    expect((await signIn(shop)).status).toBe(404);
    const signedIn = await signIn(admin);
    const cookie = signedIn.headers.getSetCookie().map((text) => text.split(';')[0]);
    const session = (at: URL) => fetch(new URL('/trpc/admin.session', at), { headers: { cookie: cookie.join('; ') } });
    expect([(await session(admin)).status, (await session(shop)).status]).toEqual([200, 404]);
  });

  it('refuses at each port the name of the other host, and names of nobody', async () => {
    const { shop, admin } = addressesOf(server.said());
    for (const [url, names] of [
      [shop, ['localhost', 'evil.example']],
      [admin, ['127.0.0.1', 'evil.example']],
    ] as const) {
      for (const name of names) {
        for (const path of ['/', '/embed.js', '/admin', '/trpc/admin.session', '/trpc/payments.config']) {
          expect((await askAs(url, name, path)).status, `${name} ${path}`).toBe(403);
        }
      }
    }
  });

  it('has its mailbox and the login of its demo, at the host of the admin', async () => {
    const { shop, admin } = addressesOf(server.said());
    for (const path of ['/dev/mailbox', '/api/demo']) {
      expect((await fetch(new URL(path, admin))).status).toBe(200);
      expect((await fetch(new URL(path, shop))).status).toBe(404);
    }
  });

  it('has a sandbox that opens to the key of this installation, which no page of a site may use', async () => {
    const { sandbox } = addressesOf(server.said());
    const ask = async (key: string, headers: Record<string, string> = {}) => {
      const authorization = `Bearer ${key}`;
      return (await fetch(`${sandbox}v1/webhook_endpoints`, { headers: { authorization, ...headers } })).status;
    };
    const own = await sandboxKeyOf(dataDir);
    expect(await ask('sk_test_flashstudio')).toBe(401);
    expect(await ask(own, { origin: 'https://evil.example' })).toBe(403);
    expect(await ask(own)).toBe(200);
  });

  it('goes on when another one is refused its data folder', async () => {
    const second = start();
    expect(await second.exit).toBe(1);
    expect(second.said()).toBe(`Another server is using ${dataDir}: stop it, or set DATA_DIR to another folder.\n`);
    expect((await fetch(`${addressesOf(server.said()).shop}health/ready`)).status).toBe(200);
  });
});

describe('an embedded server', () => {
  beforeEach(prepare);
  afterEach(cleanUp);

  it.skipIf(process.platform !== 'linux')(
    'stops everything when the terminal it runs in is closed',
    async () => {
      const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
      const server = start({
        wrapper: (command) => ['script', '-qec', `exec ${command.map(quote).join(' ')}`, '/dev/null'],
      });
      await server.until(READY);
      // The terminal itself is gone now: what is written to it fails.
      server.child.kill('SIGKILL');
      await expect.poll(postgresRuns, POLL).toBe(false);
      await expect.poll(() => isFree(dataDir), POLL).toBe(true);
      await expect(fetch(addressesOf(server.said()).sandbox)).rejects.toThrow('fetch failed');
    },
    SLOW,
  );

  it(
    'leaves no PostgreSQL behind when it is told of the end of its terminal, twice',
    async () => {
      const server = await startReady();
      expect(await postgresRuns()).toBe(true);
      server.child.kill('SIGHUP');
      server.child.kill('SIGHUP');
      expect(await server.exit).toBe(0);
      expect(await postgresRuns()).toBe(false);
    },
    SLOW,
  );

  it(
    'stops everything when the command that runs it is killed',
    async () => {
      const tools = path.join(home, 'tools');
      await mkdir(tools);
      await writeFile(path.join(tools, 'turbo'), '#!/bin/sh\n', { mode: 0o755 });
      await chmod(path.join(tools, 'turbo'), 0o755);
      const command = start({
        wrapper: () => [process.execPath, '-e', START],
        // It runs the server its own way, with tsx, whose lines would be counted in the wrong places.
        env: { PATH: `${tools}:${process.env.PATH}`, NODE_V8_COVERAGE: '' },
      });
      await command.until(READY);
      command.child.kill('SIGKILL');
      await expect.poll(postgresRuns, POLL).toBe(false);
      await expect.poll(() => isFree(dataDir), POLL).toBe(true);
    },
    SLOW,
  );

  it(
    'leaves nothing behind when it is stopped while it starts',
    async () => {
      const server = start();
      await server.until('Starting PostgreSQL');
      server.child.kill('SIGINT');
      expect(await server.exit).toBe(0);
      expect(await postgresRuns()).toBe(false);
      await startReady();
    },
    SLOW,
  );

  it(
    'takes over from one that was killed, and minds no number of a process that an old file names',
    async () => {
      const killed = await startReady();
      killed.child.kill('SIGKILL');
      await killed.exit;
      expect(await postgresRuns()).toBe(true);
      await writeFile(path.join(dataDir, 'server.pid'), String(process.pid));
      await startReady();
    },
    SLOW,
  );

  it('names the file when its secrets are empty, and starts nothing', async () => {
    const file = path.join(dataDir, 'secrets.json');
    await mkdir(dataDir);
    await writeFile(file, '');
    const server = start();
    expect(await server.exit).toBe(1);
    expect(server.said()).toMatch(/^[^\n]+ is empty: put a copy of it back, or remove it [^\n]+\n$/);
    expect(server.said()).toContain(file);
    expect(await readdir(dataDir)).not.toContain('postgres');
  });

  it('leaves no PostgreSQL behind when the start fails after it, and names the file', async () => {
    const inTheWay = path.join(dataDir, 'stripe-sandbox.jsonl.new');
    await mkdir(inTheWay, { recursive: true });
    await writeFile(path.join(dataDir, 'server.lock'), '');
    const server = start();
    expect(await server.exit).toBe(1);
    expect(server.said()).toContain('Starting the Stripe sandbox');
    expect(server.said()).toContain(`${inTheWay} cannot be used (EISDIR)`);
    expect(await postgresRuns()).toBe(false);
  });

  it('says that an address is not of this machine', async () => {
    const server = start({ env: { HOST: '203.0.113.7' } });
    expect(await server.exit).toBe(1);
    expect(server.said()).toMatch(/^203\.0\.113\.7 is no address of this machine .*set HOST/);
  });
});

describe('webhooks of the embedded sandbox', () => {
  beforeEach(prepare);
  afterEach(cleanUp);

  const hasIPv6 = Object.values(networkInterfaces())
    .flat()
    .some((address) => address?.address === '::1');

  it.skipIf(!hasIPv6)(
    'reach the server wherever it listens now, and go nowhere it listened before',
    async () => {
      const hosts = [
        ['127.0.0.2', /^http:\/\/127\.0\.0\.2:\d+\/$/, /^http:\/\/127\.0\.0\.2:/],
        ['::1', /^http:\/\/\[::1\]:\d+\/$/, /^http:\/\/\[::1\]:/],
        ['0.0.0.0', /^http:\/\/127\.0\.0\.1:\d+\/$/, /^http:\/\/127\.0\.0\.1:/],
      ] as const;
      for (const [HOST, shopUrl, hookUrl] of hosts) {
        const server = await startReady({ HOST });
        const { admin, shop, sandbox } = addressesOf(server.said());
        expect(shop).toMatch(shopUrl);
        expect(admin).toMatch(/^http:\/\/localhost:\d+\/admin$/);
        expect((await fetch(new URL('/health/live', admin))).status).toBe(200);

        const { port } = new URL(sandbox);
        const stripe = new Stripe(await sandboxKeyOf(dataDir), { host: '127.0.0.1', port, protocol: 'http' });
        const { id } = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
        await stripe.paymentIntents.cancel(id);
        await fetch(`${sandbox}_control/settled`);
        const answer = await fetch(`${sandbox}_control/webhooks/deliveries`);
        const { deliveries }: { deliveries: { url: string; status: number }[] } = await answer.json();
        expect(deliveries.length).toBeGreaterThan(0);
        for (const { url, status } of deliveries) {
          expect(url).toMatch(hookUrl);
          expect(status).toBe(200);
        }
        server.child.kill('SIGTERM');
        expect(await server.exit).toBe(0);
      }
    },
    SLOW,
  );
});
