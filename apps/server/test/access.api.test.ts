import { readFileSync } from 'node:fs';
import { type AccessRule, hasPermission, PERMISSIONS, ROLES, type Role } from '@flashstudio/rpc';
import { BY_TEST } from '@flashstudio/rpc/testing';
import { openTestShop, TEST_ORIGIN } from '@flashstudio/shops/testing';
import { inspectRoutes } from 'hono/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ruleOf } from '../src/http/routes.ts';
import { ADMIN_URL, CHECKOUT_URL, createLocalServer, type LocalServer } from './local-server.ts';

const PASSWORD = 'correct horse battery';
const KEY = 'pk_access_test';
const GUIDE = new URL('../../../docs/permissions.md', import.meta.url);

/** Who asks: somebody in a role, or nobody who is signed in. */
type Asker = Role | 'nobody';
const ASKERS: readonly Asker[] = [...ROLES, 'nobody'];

let server: LocalServer;
const cookies = new Map<Asker, string>();
beforeAll(async () => {
  // With a mailbox, so that the routes of developers' machines are looked at as well.
  server = await createLocalServer();
  const { container } = server;
  await container.listener.start();
  await container.events.start();
  await openTestShop(container.shops, { key: KEY });
  for (const role of ROLES) cookies.set(role, await signIn(role));
});
afterAll(async () => {
  await server.container.events.stop();
  await server.container.listener.stop();
  await server.close();
});

async function signIn(role: Role): Promise<string> {
  const person = { email: `${role}@example.com`, name: role, role, password: PASSWORD };
  await server.container.auth.people.ensure(person, BY_TEST);
  const answer = await server.request(`${ADMIN_URL}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: ADMIN_URL },
    body: JSON.stringify({ email: person.email, password: PASSWORD }),
  });
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

const HOSTS = ['checkout', 'admin'] as const;
const URLS = { checkout: CHECKOUT_URL, admin: ADMIN_URL };

interface Door {
  readonly host: (typeof HOSTS)[number];
  /** As docs/permissions.md names it. */
  readonly name: string;
  readonly rule: AccessRule | undefined;
  readonly method: string;
  readonly path: string;
}

const procedureFacts = z.object({
  type: z.enum(['query', 'mutation', 'subscription']),
  meta: z.custom<{ access: AccessRule }>().optional(),
});

function procedures(): Door[] {
  return HOSTS.flatMap((host) =>
    Object.entries<object>(server.container.routers[host]._def.procedures).map(([name, procedure]) => {
      const { type, meta } = procedureFacts.parse('_def' in procedure ? procedure._def : undefined);
      return { host, name, rule: meta?.access, method: type === 'mutation' ? 'POST' : 'GET', path: `/trpc/${name}` };
    }),
  );
}

function routes(): Door[] {
  return HOSTS.flatMap((host) => {
    const app = server.apps[host];
    const middleware = new Set(
      inspectRoutes(app)
        .map(({ isMiddleware }, index) => (isMiddleware ? index : -1))
        .filter((index) => index >= 0),
    );
    return app.routes
      .filter((_, index) => !middleware.has(index))
      .map(({ method, path, handler }) => ({
        host,
        name: `${method === 'ALL' ? 'any method' : method} ${path}`,
        rule: ruleOf(handler),
        method: method === 'ALL' ? 'GET' : method,
        path: path.replaceAll(/:\w+|\*/g, 'x'),
      }));
  });
}

/** Asks with no input; what the caller is let in to may then be refused for that. */
async function ask({ host, method, path }: Door, asker: Asker, more: Record<string, string> = {}) {
  const stop = new AbortController();
  const answer = await server.request(`${URLS[host]}${path}`, {
    method,
    signal: stop.signal,
    headers: {
      origin: URLS[host],
      'content-type': 'application/json',
      cookie: cookies.get(asker) ?? '',
      ...more,
    },
    ...(method === 'GET' ? {} : { body: '{}' }),
  });
  const status = answer.headers.get('content-type')?.startsWith('text/event-stream')
    ? await statusOfStream(answer)
    : answer.status;
  stop.abort();
  await answer.body?.cancel().catch(() => undefined);
  return { status, isRefused: [401, 403].includes(status) };
}

/** A stream always begins with 200: what it is refused for comes in place of its first message. */
async function statusOfStream(answer: Response): Promise<number> {
  let text = '';
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    // The last part is not complete yet.
    const [message] = text
      .split('\n\n')
      .slice(0, -1)
      .map((part) => part.trim())
      .filter((part) => part !== '' && !part.startsWith('event: connected'));
    if (message === undefined) continue;
    const [, refused] = /^event: serialized-error.*"httpStatus":(\d+)/s.exec(message) ?? [];
    return refused === undefined ? answer.status : Number(refused);
  }
  return answer.status;
}

/** How each asker fares at a door, in one line each. */
async function faresAt(door: Door): Promise<Record<string, number | 'let in'>> {
  const fares = await Promise.all(
    ASKERS.map(async (asker): Promise<[Asker, number | 'let in']> => {
      const { isRefused, status } = await ask(door, asker);
      return [asker, isRefused ? status : 'let in'];
    }),
  );
  return Object.fromEntries(fares);
}

function expectedAt(rule: AccessRule): Record<string, number | 'let in'> {
  const of = (asker: Asker) => {
    if (rule.kind === 'publishable_key') return 401;
    if (rule.kind !== 'permission' && rule.kind !== 'signed_in') return 'let in';
    if (asker === 'nobody') return 401;
    return rule.kind === 'signed_in' || hasPermission(asker, rule.permission) ? 'let in' : 403;
  };
  return Object.fromEntries(ASKERS.map((asker) => [asker, of(asker)]));
}

/** Signing out would end the session that the other questions are asked with. */
const ENDS_THE_SESSION = 'POST /api/auth/sign-out';

describe.each([
  ['procedure', procedures, 8],
  ['route', routes, 15],
] as const)('every %s', (_, doorsOf, least) => {
  it('says who may call it', () => {
    const doors = doorsOf();
    expect(doors.length).toBeGreaterThan(least);
    expect(doors.filter(({ rule }) => rule === undefined).map(({ name }) => name)).toEqual([]);
  });

  it('lets in exactly the roles that its rule names, and nobody else', async () => {
    for (const door of doorsOf()) {
      if (door.rule === undefined || door.name === ENDS_THE_SESSION || door.rule.kind === 'by_procedure') continue;
      expect({ [door.name]: await faresAt(door) }).toEqual({ [door.name]: expectedAt(door.rule) });
    }
  });
});

describe('what a shop may call', () => {
  it('is open to its key, from its own pages, and to no session', async () => {
    const doors = procedures().filter(({ rule }) => rule?.kind === 'publishable_key');
    expect(doors.length).toBeGreaterThan(3);
    for (const door of doors) {
      const fromShop = await ask(door, 'nobody', { 'x-publishable-key': KEY, 'x-embed-origin': TEST_ORIGIN });
      expect({ [door.name]: fromShop.isRefused }).toEqual({ [door.name]: false });
      const fromElsewhere = await ask(door, 'owner', {
        'x-publishable-key': KEY,
        'x-embed-origin': 'https://evil.example',
      });
      expect({ [door.name]: fromElsewhere.status }).toEqual({ [door.name]: 403 });
    }
  });
});

describe('what Stripe may call', () => {
  it('is closed to everybody without its signature', async () => {
    const doors = routes().filter(({ rule }) => rule?.kind === 'signed_webhook');
    expect(doors).toHaveLength(1);
    for (const door of doors) {
      for (const asker of ASKERS) expect((await ask(door, asker)).status).toBe(400);
    }
  });
});

describe('the guide to permissions', () => {
  const ruleInWords = (rule: AccessRule) => {
    if (rule.kind === 'permission') return `\`${rule.permission}\``;
    if (rule.kind === 'by_procedure') return 'each procedure its own';
    return {
      public: 'anyone',
      publishable_key: "a shop's key",
      signed_webhook: "Stripe's signature",
      signed_in: 'signed in',
    }[rule.kind];
  };
  /** A table as the formatter wants it: columns as wide as their widest cell. */
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) => {
    const widths = head.map((_, index) => Math.max(...[head, ...rows].map((row) => row[index]?.length ?? 0)));
    const line = (cells: readonly string[], fill = ' ') =>
      `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0, fill)).join(' | ')} |`;
    return [
      line(head),
      line(
        head.map(() => ''),
        '-',
      ),
      ...rows.map((row) => line(row)),
    ].join('\n');
  };
  const doorTable = (head: string, doors: readonly Door[]) =>
    table(
      [head, 'host', 'open to'],
      doors.flatMap(({ name, host, rule }) => (rule === undefined ? [] : [[`\`${name}\``, host, ruleInWords(rule)]])),
    );
  const tables = (): Readonly<Record<string, string>> => ({
    grants: table(
      ['permission', ...ROLES],
      PERMISSIONS.map((permission) => [
        `\`${permission}\``,
        ...ROLES.map((role) => (hasPermission(role, permission) ? '✓' : '')),
      ]),
    ),
    procedures: doorTable('procedure', procedures()),
    routes: doorTable('route', routes()),
  });

  it('shows the tables as they are in code; vitest -u writes them into it', async () => {
    const guide = Object.entries(tables()).reduce(
      (text, [name, content]) => {
        const parts = text.split(new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`));
        expect(parts, `the guide has a place for the ${name}`).toHaveLength(4);
        return `${parts[0]}${parts[1]}\n${content}\n\n${parts[2]}${parts[3]}`;
      },
      readFileSync(GUIDE, 'utf8'),
    );
    await expect(guide).toMatchFileSnapshot(GUIDE.pathname);
  });
});
