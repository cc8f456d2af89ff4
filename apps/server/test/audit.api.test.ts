import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AdminRouter } from '@flashstudio/api';
import { typescriptProcess } from '@flashstudio/platform/testing';
import { BY_TEST } from '@flashstudio/rpc/testing';
import { testSettings } from '@flashstudio/shops/testing';
import { createTRPCClient, httpLink } from '@trpc/client';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runKeyCommand } from '../src/cli/key-command.ts';
import { operatorHere } from '../src/cli/operator.ts';
import { ADMIN_URL, CHECKOUT_URL, createLocalServer, type LocalServer } from './local-server.ts';
import { PRODUCTION_SETTINGS } from './spawn-server.ts';

const PASSWORD = 'correct horse battery';

let server: LocalServer;
let owner: string;
beforeAll(async () => {
  server = await createLocalServer();
  owner = (await signIn('owner')).cookie;
});
afterAll(() => server.close());

async function signIn(role: string) {
  const email = `${role}@example.com`;
  await server.container.auth.people.ensure({ email, name: role, role, password: PASSWORD }, BY_TEST);
  const answer = await server.request(
    `${ADMIN_URL}/api/auth/sign-in/email`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: ADMIN_URL },
      body: JSON.stringify({ email, password: PASSWORD }),
    },
    '2001:db8:1:2::7',
  );
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  return { cookie: cookies.join('; '), requestId: answer.headers.get('x-request-id') };
}

const api = () =>
  createTRPCClient<AdminRouter>({
    links: [
      httpLink({
        url: `${ADMIN_URL}/trpc`,
        headers: { cookie: owner },
        fetch: (url, init) => server.request(String(url), { ...init, body: init?.body ?? null } as RequestInit),
      }),
    ],
  });
const csv = (query: string, cookie = owner) =>
  server.request(`${ADMIN_URL}/admin/audit/api.csv?${query}`, { headers: { cookie } });

describe('the audit through the real server', () => {
  it('tells of a sign-in with the whole address it came from and the id of its request', async () => {
    const { requestId } = await signIn('support');
    const { items } = await api().admin.audit.list.query({ action: 'person.signed_in' });
    expect(items[0]).toMatchObject({
      actor: { kind: 'person', name: 'support@example.com' },
      address: '2001:db8:1:2::7',
      requestId,
    });
    expect(await api().admin.audit.get.query({ seq: items[0]?.seq ?? '' })).toEqual(items[0]);
    expect((await api().admin.audit.facets.query()).actions).toContain('person.signed_in');
  });

  it('refuses filters that are none, naming the field', async () => {
    for (const [field, value] of [
      ['from', 'yesterday'],
      ['from', '0000-01-01T00:00:00Z'],
      ['to', '2026-13-01T00:00:00Z'],
      ['text', ''],
      ['cursor', 'x'],
      ['page', 2],
    ] as const) {
      const input = encodeURIComponent(JSON.stringify({ [field]: value }));
      const answer = await server.request(`${ADMIN_URL}/trpc/admin.audit.list?input=${input}`, {
        headers: { cookie: owner },
      });
      expect({ field, status: answer.status }).toEqual({ field, status: 400 });
    }
  });

  it('tells who is at the command line when they open a shop, make a key and revoke it', async () => {
    const { shops } = server.container;
    const by = operatorHere();
    const { id: shopId } = await shops.save({ id: null, ...testSettings }, by);
    const first = await shops.keys.create({ shopId, name: 'Web', reason: 'The first key' }, by);
    const said = await runKeyCommand(['create', first, 'Second site', 'A second site opens'], shops, by);
    const [second = ''] = /pk_\w+/.exec(said ?? '') ?? [];
    expect(await runKeyCommand(['revoke', first, 'The first site is gone'], shops, by)).toContain(
      'refused from now on',
    );
    expect(await runKeyCommand(['revoke', first, 'The first site is gone'], shops, by)).toContain('refused already');
    expect(await runKeyCommand(['create', 'pk_unknown_key', 'Web', 'A reason'], shops, by)).toContain('No shop');
    expect(await shops.keys.shopIdOf(second)).toBe(shopId);
    for (const args of [[], ['revoke', first], ['create', first, 'Web'], ['explode', first, 'x', 'y']])
      expect(await runKeyCommand(args, shops, by)).toBeNull();
    const { items } = await api().admin.audit.list.query({ subjectType: 'publishable_key' });
    expect(items).toMatchObject([
      { actor: by.actor, action: 'key.revoked', reason: 'The first site is gone' },
      { action: 'key.created', after: { name: 'Second site' }, reason: 'A second site opens' },
      { action: 'key.created', after: { name: 'Web' }, address: null, requestId: null },
    ]);
  });
});

describe('the audit as a file', () => {
  it('has the columns and the rows asked for, under a name of its day', async () => {
    const answer = await csv('columns=action,actor,subject_type&action=person.added');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const [head, ...rows] = (await answer.text()).split('\r\n');
    expect(head).toBe('action,actor,subject_type');
    expect(new Set(rows.slice(0, -1))).toEqual(new Set(['person.added,test@example.com,person']));
  });

  it.each(['', 'columns=password', 'columns=at&from=never'])(
    'is refused where it is not understood: %s',
    async (query) => {
      const answer = await csv(query);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { code: 'invalid_input', details: expect.any(Object) } });
    },
  );

  it('is closed to roles that may not read the audit, and to nobody who is signed in', async () => {
    const { cookie } = await signIn('analyst');
    expect((await csv('columns=at', cookie)).status).toBe(403);
    expect((await csv('columns=at', '')).status).toBe(401);
  });
});

/** Runs what `npm run audit:verify` runs. */
async function verify(...args: string[]): Promise<{ code: number | null; said: string }> {
  const { flags, env } = typescriptProcess();
  const child = spawn(process.execPath, [...flags, 'src/cli/audit-verify.ts', ...args], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...env,
      ...PRODUCTION_SETTINGS,
      PUBLIC_URL: CHECKOUT_URL,
      ADMIN_URL,
      PATH: process.env.PATH,
      DATABASE_URL: server.database.connectionString,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code]: unknown[] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, said };
}

describe('npm run audit:verify', () => {
  it('prints the head of a whole audit, takes it as noted, and names the first entry that is broken', async () => {
    const whole = await verify();
    expect(whole).toMatchObject({ code: 0, said: expect.stringMatching(/The audit is whole: \d+ entries\./) });
    const [head = ''] = /\d+:[0-9a-f]{64}/.exec(whole.said) ?? [];
    expect(await verify('--noted', head)).toMatchObject({ code: 0 });
    expect(await verify('--noted', 'nonsense')).toMatchObject({ code: 2, said: expect.stringContaining('Usage') });

    const superuser = new Client({ connectionString: server.database.connectionString });
    await superuser.connect();
    await superuser.query('ALTER TABLE audit_entries DISABLE TRIGGER ALL');
    await superuser.query("UPDATE audit_entries SET actor_name = 'somebody else' WHERE seq = 2");
    await superuser.end();
    expect(await verify()).toEqual({
      code: 1,
      said: 'The audit is broken at entry 2. Entry 2 was changed after it was written.\n',
    });
  });
});
