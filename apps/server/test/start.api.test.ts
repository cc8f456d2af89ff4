import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createTestDatabase } from '@flashstudio/db/testing';
import { typescriptProcess } from '@flashstudio/platform/testing';
import { expect, it } from 'vitest';
import { PRODUCTION_SETTINGS } from './spawn-server.ts';

const node = typescriptProcess();
const serverDir = path.resolve(fileURLToPath(new URL('..', import.meta.url)));

const settings = {
  PORT: '0',
  PUBLIC_URL: 'http://127.0.0.1:4000',
  ADMIN_URL: 'http://localhost:4000',
  ...PRODUCTION_SETTINGS,
};

/** Starts a server that cannot start, and tells how it ended and what it said of that. */
async function failToStart(env: Record<string, string>) {
  const child = spawn(process.execPath, [...node.flags, 'src/main.ts'], {
    cwd: serverDir,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...node.env, PATH: process.env.PATH, ...settings, ...env },
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code, said };
}

it('a server with settings that are wrong says which, all of them and nothing else', async () => {
  const { code, said } = await failToStart({
    DATABASE_URL: 'postgres://a:b@c/d',
    ROLE: 'boss',
    TRUSTED_PROXIES: 'nginx',
  });
  expect(code).toBe(1);
  expect(said).toBe(
    [
      'The server does not start with these settings:',
      '  - TRUSTED_PROXIES is a number of proxies, or a list of addresses, ranges such as 10.0.0.0/8, loopback, linklocal and uniquelocal; "nginx" is none of these',
      '  - ROLE is one of all, web, worker',
      '',
    ].join('\n'),
  );
});

it('a server that would have its admin at the host of its checkout does not start, and says why', async () => {
  const { code, said } = await failToStart({
    DATABASE_URL: 'postgres://a:b@c/d',
    PUBLIC_URL: 'https://pay.example.com',
    ADMIN_URL: 'https://pay.example.com:8443',
  });
  expect(code).toBe(1);
  expect(said).toBe(
    [
      'The server does not start with these settings:',
      '  - PUBLIC_URL and ADMIN_URL are both at pay.example.com: give the admin a host name of its own. Browsers keep cookies by name, not by port, so a script in the checkout could act as whoever is signed in',
      '',
    ].join('\n'),
  );
});

it('a server of before there was a host for the admin is told to get one', async () => {
  const { code, said } = await failToStart({
    DATABASE_URL: 'postgres://a:b@c/d',
    PUBLIC_URL: 'https://pay.example.com',
    ADMIN_URL: '',
  });
  expect(code).toBe(1);
  expect(said).toBe(
    [
      'The server does not start with these settings:',
      '  - ADMIN_URL is missing: where your team reaches the admin, such as https://admin.example.com',
      '',
    ].join('\n'),
  );
});

it('a server whose port is taken says so in a sentence', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const { code, said } = await failToStart({ DATABASE_URL: 'postgres://a:b@127.0.0.1:1/d', PORT: port });
  taken.close();
  expect(code).toBe(1);
  expect(said).toBe(`Port ${port} is in use by another program: stop that program, or set PORT to another port.\n`);
});

it('a server whose database does not answer says so in a sentence, without its password', async () => {
  const { code, said } = await failToStart({ DATABASE_URL: 'postgres://flash:hunter2@127.0.0.1:1/flash' });
  expect(code).toBe(1);
  expect(said).toBe('The database cannot be reached (connect ECONNREFUSED 127.0.0.1:1): check DATABASE_URL.\n');
});

it('a server that fails for a reason nobody foresaw shows where, down to the cause', async () => {
  const database = await createTestDatabase();
  await database.db.$executeRaw`ALTER TABLE _prisma_migrations DROP COLUMN checksum`;
  const { code, said } = await failToStart({ DATABASE_URL: database.connectionString });
  await database.drop();
  expect(code).toBe(1);
  expect(said).toMatch(/^Error: The database could not be brought up to date\.\n +at .+main\.ts/);
  expect(said).toMatch(/\nCaused by: .*checksum/);
});
