import { BY_TEST } from '@flashstudio/rpc/testing';
import { openTestShop, TEST_ORIGIN } from '@flashstudio/shops/testing';
import { createStripeSandbox, type RunningSandbox, type StripeSandbox } from '@flashstudio/stripe-sandbox';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../src/embedded/random.ts';
import { ADMIN_URL, CHECKOUT_URL, createLocalServer, type LocalServer } from './local-server.ts';

const SEED = 20;
const INPUTS = 1_500;
const KEY = 'pk_fuzz_test';
const PERSON = { email: 'ada@example.com', name: 'Ada', role: 'owner', password: 'correct horse battery' };

/** What has broken servers before, and what is near to it. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e21,
  2 ** 53,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff',
  '%',
  '%c0',
  '%00',
  '\\',
  "'; --",
  '__proto__',
  'constructor',
  '💥'.repeat(50),
  'x'.repeat(20_000),
  '-1',
  '99999999999999999999',
  'NaN',
  '1e999',
  '-005000-01-01T00:00:00.000Z',
  '+275760-09-13T00:00:00.000Z',
  '9999-99-99',
  '(0,1)',
  '\u202e',
  '\r\nx: y',
  [],
  [null],
  ['\u0000'],
  {},
  { toString: 1 },
  { length: -1 },
  Array.from({ length: 300 }, () => ({})),
  [[[[[[[[]]]]]]]],
];
const text64 = (value: string) => Buffer.from(value).toString('base64url');
/** Cursors as lists make them, gone wrong. */
const CURSORS = [
  '-005000-01-01T00:00:00.000Z|pay_1',
  '["x"]',
  '[1e99,"\\u0000"]',
  '{"at":"-005000-01-01","id":"x"}',
  '\u0000',
].flatMap((value) => [value, text64(value), Buffer.from(value).toString('base64')]);

/** An input of each kind that the server takes or nearly takes. */
const EXAMPLES: Readonly<Record<string, unknown>> = {
  'payments.catalog': { currency: 'usd' },
  'payments.quote': { items: [{ productId: 'prod_mug', quantity: 1 }], currency: 'usd' },
  'payments.create': {
    items: [{ productId: 'prod_mug', quantity: 1 }],
    currency: 'usd',
    requestKey: '7a0f1f86-27f3-4d8e-9f57-2f2a4cf2f9a1',
    customer: { email: 'ada@example.com', name: 'Ada' },
  },
  'payments.confirm': { paymentId: 'pay_1', paymentSecret: 'secret', confirmationTokenId: 'ctoken_1' },
  'payments.get': { paymentId: 'pay_1', paymentSecret: 'secret' },
  'admin.payments.list': { status: 'open', search: 'ada', cursor: 'x', limit: 5 },
  'admin.payments.detail': { id: 'pay_1' },
  'admin.payments.changes': { lastEventId: '1' },
};
const BODIES: Readonly<Record<string, unknown>> = {
  '/api/auth/sign-in/email': { email: 'ada@example.com', password: 'wrong password' },
  '/api/auth/change-password': { currentPassword: 'x', newPassword: 'correct horse', revokeOtherSessions: true },
};

let sandbox: StripeSandbox;
let running: RunningSandbox;
let server: LocalServer;
beforeAll(async () => {
  sandbox = createStripeSandbox();
  running = await sandbox.listen();
  server = await createLocalServer({ stripeApiUrl: running.url, stripeScriptUrl: `${running.url}/v3/stripe.js` });
  const { container } = server;
  await container.listener.start();
  await container.events.start();
  await container.jobs.start(container.capabilities.flatMap(({ jobs = [] }) => jobs));
  const { shopId } = await openTestShop(container.shops, { key: KEY });
  const mug = { id: 'prod_mug', name: 'Mug', description: '', imageUrl: null, prices: { usd: 2400n } };
  await container.shops.catalog.save(shopId, mug, BY_TEST);
  await container.auth.people.ensure(PERSON, BY_TEST);
});
afterAll(async () => {
  await server.container.jobs.stop();
  await server.container.events.stop();
  await server.container.listener.stop();
  await server.close();
  await running.close();
  await sandbox.close();
});

const random = createRandom(SEED);
const hostile = () => random.pick([...HOSTILE, ...CURSORS]);
const hostileText = () => {
  const value = hostile();
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** The example with something in it replaced, added or taken away. */
function spoil(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.next() < 0.15) return hostile();
  if (Array.isArray(value)) return value.map((item) => (random.next() < 0.7 ? spoil(item) : item));
  const entries = Object.entries(value);
  const target = Math.floor(random.next() * (entries.length + 1));
  if (target === entries.length) return { ...value, [hostileText()]: hostile() };
  return Object.fromEntries(
    entries.flatMap(([name, inner], index) =>
      index !== target ? [[name, inner]] : random.next() < 0.1 ? [] : [[name, spoil(inner)]],
    ),
  );
}

interface Attempt {
  readonly path: string;
  readonly init: RequestInit;
}

/** One of the two hosts: where it is, what it mounts and what may be called there. */
interface Target {
  readonly url: string;
  readonly procedures: readonly (readonly [name: string, procedure: unknown])[];
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

function targetAt(url: string, site: keyof LocalServer['apps']): Target {
  return {
    url,
    procedures: Object.entries(server.container.routers[site]._def.procedures),
    routes: server.apps[site].routes
      .filter(({ path }) => path !== '/*' && path !== '/trpc/*')
      .flatMap(({ method, path }) =>
        (method === 'ALL' ? ['GET', 'POST'] : [method]).map((each) => ({ method: each, path })),
      ),
  };
}

/** Query, mutation or subscription. */
function typeOf(procedure: unknown): unknown {
  const def = typeof procedure === 'function' && '_def' in procedure ? procedure._def : undefined;
  return typeof def === 'object' && def !== null && 'type' in def ? def.type : undefined;
}

function callProcedure(name: string, type: unknown, headers: Record<string, string>): Attempt {
  const input = JSON.stringify(spoil(EXAMPLES[name] ?? {}));
  return type === 'mutation'
    ? { path: `/trpc/${name}`, init: { method: 'POST', headers, body: input } }
    : { path: `/trpc/${name}?input=${encodeURIComponent(input.slice(0, 30_000).toWellFormed())}`, init: { headers } };
}

function askRoute(method: string, pattern: string, headers: Record<string, string>): Attempt {
  const known = pattern.replaceAll(/:\w+|\*/g, () =>
    random.next() < 0.3
      ? random.pick(['%', '%c0', '%00', '%2e%2e%2f', '..'])
      : encodeURIComponent(hostileText().slice(0, 3_000).toWellFormed()),
  );
  const path = known;
  const query = `?${random.pick(['key', 'input', 'batch', 'id', 'disableRefresh'])}=${random.pick(['%', '%c0', encodeURIComponent(hostileText().slice(0, 2_000).toWellFormed())])}`;
  const body = random.next() < 0.2 ? hostileText() : JSON.stringify(spoil(BODIES[path] ?? {}));
  return { path: `${path}${query}`, init: { method, headers, ...(method === 'GET' ? {} : { body }) } };
}

it('the server answers no input with a fault of its own, whatever is sent to its procedures and routes', async () => {
  const signedIn = await server.request(`${ADMIN_URL}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: ADMIN_URL },
    body: JSON.stringify({ email: PERSON.email, password: PERSON.password }),
  });
  expect(signedIn.status).toBe(200);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const targets = [targetAt(CHECKOUT_URL, 'checkout'), targetAt(ADMIN_URL, 'admin')];
  const faults = new Map<string, string>();
  const answers = new Map<number, number>();
  for (let tried = 0; tried < INPUTS; tried += 1) {
    const { url, procedures, routes } = random.pick(targets);
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      origin: url,
      'x-publishable-key': random.next() < 0.95 ? KEY : encodeURIComponent(hostileText().slice(0, 500).toWellFormed()),
      'x-embed-origin': TEST_ORIGIN,
      'x-forwarded-for': random.pick(['1.2.3.4', ',', '::1%x', '%00']),
      ...(random.next() < 0.9
        ? { cookie }
        : { cookie: `flashstudio.session_token=${random.pick(['%', '%00.x', 'a.b'])}` }),
    };
    const [name, procedure] = random.pick(procedures);
    const route = random.pick(routes);
    const attempt =
      random.next() < 0.6
        ? callProcedure(name, typeOf(procedure), headers)
        : askRoute(route.method, route.path, headers);
    const answer = await server.request(
      `${url}${attempt.path}`,
      attempt.init,
      `10.0.${tried % 200}.${random.pick([1, 2, 3])}`,
    );
    answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
    if (answer.status >= 500) {
      const what = `${attempt.init.method ?? 'GET'} ${attempt.path.slice(0, 150)} ${String(attempt.init.body ?? '').slice(0, 150)}`;
      faults.set(attempt.path.split('?')[0] ?? '', `${answer.status} ${what}`);
    }
    await answer.body?.cancel();
  }
  expect([...faults.values()], `seed ${SEED}`).toEqual([]);
  // Inputs that all stop at the door would find no fault either.
  expect(answers.get(200) ?? 0).toBeGreaterThan(INPUTS / 20);
  expect(answers.get(400) ?? 0).toBeGreaterThan(INPUTS / 20);
}, 240_000);
