import { BY_TEST } from '@flashstudio/rpc/testing';
import { openTestShop, TEST_ORIGIN } from '@flashstudio/shops/testing';
import fc from 'fast-check';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClientReader } from '../src/http/client.ts';
import { createRoutes } from '../src/http/routes.ts';
import type { ServerApp } from '../src/http/server-app.ts';
import { mountTrpc } from '../src/http/trpc.ts';
import { ADMIN_URL, CHECKOUT_URL, createLocalServer, type LocalServer, routesOf } from './local-server.ts';

const KEY = 'pk_hosts_test';
const PERSON = { email: 'ada@example.com', name: 'Ada', role: 'admin', password: 'correct horse battery' };
/** Of a shop's page. */
const OF_A_SHOP = { 'x-publishable-key': KEY, 'x-embed-origin': TEST_ORIGIN };

let server: LocalServer;
let cookie: string;
beforeAll(async () => {
  server = await createLocalServer();
  await openTestShop(server.container.shops, { key: KEY });
  await server.container.auth.people.ensure(PERSON, BY_TEST);
  cookie = cookieOf(await signIn(ADMIN_URL));
});
afterAll(() => server.close());

function signIn(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return server.request(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, ...headers },
    body: JSON.stringify({ email: PERSON.email, password: PERSON.password }),
  });
}

const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((text) => text.split(';')[0])
    .join('; ');

const told = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const proceduresOf = (site: 'checkout' | 'admin') => Object.keys(server.container.routers[site]._def.procedures);
const nothing = { error: { code: 'not_found', message: 'There is nothing here.' } };

describe('each host', () => {
  it('shares with the other only its health, an icon, a first page of its own and a place for its own API', () => {
    const admin = routesOf(server.apps.admin).map(told);
    const shared = routesOf(server.apps.checkout)
      .map(told)
      .filter((route) => admin.includes(route));
    expect(new Set(shared)).toEqual(
      new Set(['GET /health/live', 'GET /health/ready', 'POST /trpc/x', 'GET /trpc/x', 'GET /', 'GET /favicon.ico']),
    );
  });

  it.each([
    ['checkout', CHECKOUT_URL, 'admin'],
    ['admin', ADMIN_URL, 'checkout'],
  ] as const)(
    "the %s's answers 404 at every route of the other, also to who is signed in",
    async (site, url, other) => {
      const own = routesOf(server.apps[site]).map(told);
      const foreign = routesOf(server.apps[other]).filter((route) => !own.includes(told(route)));
      expect(foreign.length).toBeGreaterThan(4);
      for (const { method, path } of foreign) {
        const answer = await server.request(`${url}${path}`, { method, headers: { cookie, ...OF_A_SHOP } });
        expect(answer.status, `${method} ${path}`).toBe(404);
        expect(await answer.json(), `${method} ${path}`).toMatchObject(nothing);
      }
    },
  );

  it.each([
    ['checkout', CHECKOUT_URL, 'admin'],
    ['admin', ADMIN_URL, 'checkout'],
  ] as const)(
    "the %s's knows no procedure of the other, alone or in a batch, also for who is signed in",
    async (_, url, other) => {
      const foreign = proceduresOf(other);
      expect(foreign.length).toBeGreaterThan(4);
      const headers = { cookie, ...OF_A_SHOP, 'content-type': 'application/json', origin: url };
      for (const name of foreign) {
        for (const init of [{ headers }, { method: 'POST', headers, body: '{}' }]) {
          expect((await server.request(`${url}/trpc/${name}`, init)).status, name).toBe(404);
        }
      }
      const batch = await server.request(`${url}/trpc/${foreign.join(',')}?batch=1`, { headers });
      expect(new Set(codesIn(await batch.json()))).toEqual(new Set(['not_found']));
    },
  );

  it('says whether it is well, and the first page of the admin is the admin', async () => {
    for (const url of [CHECKOUT_URL, ADMIN_URL]) {
      expect((await server.request(`${url}/health/live`)).status).toBe(200);
    }
    const first = await server.request(`${ADMIN_URL}/`);
    expect([first.status, first.headers.get('location')]).toEqual([302, '/admin']);
    expect(await (await server.request(`${CHECKOUT_URL}/`)).text()).toContain('/embed.js');
  });
});

function codesIn(answers: unknown): unknown[] {
  if (!Array.isArray(answers)) throw new Error('no batch of answers');
  return answers.map((answer) => answer?.error?.data?.appCode ?? 'answered');
}

describe("the session's cookie", () => {
  it('opens the admin', async () => {
    expect((await server.request(`${ADMIN_URL}/trpc/admin.session`, { headers: { cookie } })).status).toBe(200);
  });

  it('is set by no answer at the host of the checkout, not even to the right password', async () => {
    expect((await signIn(CHECKOUT_URL)).status).toBe(404);
    for (const { method, path } of routesOf(server.apps.checkout)) {
      const answer = await server.request(`${CHECKOUT_URL}${path}`, { method, headers: { cookie } });
      expect(answer.headers.getSetCookie(), `${method} ${path}`).toEqual([]);
    }
  });

  it('counts for nothing at the host of the checkout, even for a procedure that somebody puts there by mistake', async () => {
    const { container } = server;
    const mistaken: ServerApp = new Hono();
    const deps = { container, clients: createClientReader(() => false), stopping: new AbortController().signal };
    const routes = createRoutes(mistaken, container.auth.sessions);
    mountTrpc(routes, { ...deps, router: container.routers.admin, cookies: false });
    const socket = { incoming: { socket: { remoteAddress: '127.0.0.1' } } };
    const answer = await mistaken.request('/trpc/admin.session', { headers: { cookie } }, socket);
    expect(answer.status).toBe(401);
  });
});

describe('the admin, asked by a page of another origin', () => {
  const ask = (path: string, method: string, headers: Record<string, string>) =>
    server.request(`${ADMIN_URL}${path}`, { method, headers: { cookie, ...headers } });

  it('refuses it at every route, before anything is done', async () => {
    const sessions = await server.database.db.session.count();
    for (const headers of [
      { origin: CHECKOUT_URL },
      { origin: 'null' },
      { origin: `${ADMIN_URL}.evil.example` },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'image' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' },
      { 'sec-fetch-site': 'same-site', origin: ADMIN_URL },
    ]) {
      for (const { method, path } of routesOf(server.apps.admin)) {
        if (path.startsWith('/health/')) continue;
        const answer = await ask(path, method, headers);
        expect(answer.status, `${method} ${path} ${JSON.stringify(headers)}`).toBe(403);
        expect(await answer.json()).toMatchObject({ error: { code: 'origin_not_allowed' } });
      }
    }
    expect(await server.database.db.session.count()).toBe(sessions);
  });

  it('opens its pages for people who follow a link from there, and does nothing else by it', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' };
    expect((await ask('/admin/payments', 'GET', link)).status).toBe(200);
    expect((await ask('/api/auth/sign-out', 'POST', link)).status).toBe(403);
  });

  it('lets its own pages, and what is no browser, do as they may', async () => {
    for (const headers of [{ origin: ADMIN_URL, 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, {}]) {
      expect((await ask('/trpc/admin.session', 'GET', { ...headers })).status).toBe(200);
    }
  });

  it('refuses whatever a page says of itself that is not where the admin is', async () => {
    const header = fc.oneof(
      fc.webUrl(),
      fc.constantFrom('null', 'http://localhost', 'https://localhost:4002', CHECKOUT_URL),
    );
    await fc.assert(
      fc.asyncProperty(header, async (origin) => {
        expect((await ask('/trpc/admin.session', 'GET', { origin })).status).toBe(403);
      }),
    );
  });
});

describe('a name of this machine that belongs to the other host', () => {
  /** Asks the port of one host, as an embedded server has them, under any name. */
  const askPort = (site: 'checkout' | 'admin', url: string, headers: Record<string, string> = {}, method = 'GET') =>
    server.apps[site].request(url, { method, headers }, { incoming: { socket: { remoteAddress: '127.0.0.1' } } });
  const opened = { 'sec-fetch-dest': 'document' };

  it.each([
    ['checkout', 'http://localhost:4000/?shop=casa-marea', `${CHECKOUT_URL}/?shop=casa-marea`],
    ['admin', 'http://127.0.0.1:4002/admin/payments?a=b', `${ADMIN_URL}/admin/payments?a=b`],
    ['admin', 'http://127.0.0.1:4002//evil.example/', `${ADMIN_URL}//evil.example/`],
  ] as const)("at the %s's port leads who opens a page to where it is: %s", async (site, from, to) => {
    const answer = await askPort(site, from, opened);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, to]);
  });

  it.each([
    ['checkout', 'http://localhost:4000/embed.js', {}],
    ['checkout', 'http://localhost:4000/', { 'sec-fetch-dest': 'iframe' }],
    ['checkout', 'http://localhost:4000/trpc/payments.config', OF_A_SHOP],
    ['admin', 'http://127.0.0.1:4002/trpc/admin.session', {}],
    ['admin', 'http://127.0.0.1:4002/api/auth/get-session', {}],
  ] as const)("gets nothing else at the %s's port: %s", async (site, url, headers) => {
    const answer = await askPort(site, url, headers);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({
      error: { code: 'forbidden', message: expect.stringContaining('http://') },
    });
  });

  it('is not followed by what is sent', async () => {
    expect((await askPort('checkout', 'http://localhost:4000/webhooks/stripe', opened, 'POST')).status).toBe(403);
    expect((await askPort('admin', 'http://127.0.0.1:4002/api/auth/sign-out', opened, 'POST')).status).toBe(403);
  });

  it('does not keep a probe from asking', async () => {
    for (const site of ['checkout', 'admin'] as const)
      expect((await askPort(site, 'http://10.1.2.3:4000/health/live')).status).toBe(200);
  });
});
