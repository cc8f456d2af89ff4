import { request } from 'node:http';
import { createAuditTrail } from '@flashstudio/audit';
import { createAuth } from '@flashstudio/auth';
import { createLogger, systemClock, systemScheduler } from '@flashstudio/platform';
import { BY_TEST } from '@flashstudio/rpc/testing';
import { signPayload } from '@flashstudio/stripe-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAs } from './ask-as.ts';
import { createWorld, type World } from './server-process.ts';
import { KEY, OTHER_KEY, OTHER_ORIGIN, openShop, order, SHOP_ORIGIN, shopApi } from './shop.ts';
import { WEBHOOK_SECRET } from './spawn-server.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await openShop(world);
  await world.start();
});
afterAll(() => world.close());

async function stored(): Promise<number> {
  const { db } = world.database;
  // Webhooks of another test's payment may be on their way.
  await world.sandbox.settled();
  const counts = await Promise.all([
    db.order.count(),
    db.payment.count(),
    db.customer.count(),
    db.webhookEvent.count(),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${world.url}${path}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-publishable-key': KEY,
      'x-embed-origin': SHOP_ORIGIN,
      ...headers,
    },
  });
  const answer: { error?: { code?: unknown; data?: { appCode?: string; details?: Record<string, string> } } } =
    await response.json();
  const code = answer.error?.data?.appCode ?? answer.error?.code;
  return { status: response.status, code, details: answer.error?.data?.details ?? null };
}

const create = (body: unknown, headers?: Record<string, string>) =>
  post('/trpc/payments.create', JSON.stringify(body), headers);

describe('bad input gets a typed error and nothing is stored', () => {
  it.each<[string, () => ReturnType<typeof post>, number, string]>([
    ['an amount from the browser', () => create(order({ amount: 1 })), 400, 'invalid_input'],
    [
      'an amount within an item',
      () => create(order({ items: [{ productId: 'prod_mug', quantity: 1, unitAmount: 1 }] })),
      400,
      'invalid_input',
    ],
    [
      'an unknown product',
      () => create(order({ items: [{ productId: 'prod_nope', quantity: 1 }] })),
      400,
      'invalid_input',
    ],
    [
      'a quantity of zero',
      () => create(order({ items: [{ productId: 'prod_mug', quantity: 0 }] })),
      400,
      'invalid_input',
    ],
    [
      'a negative quantity',
      () => create(order({ items: [{ productId: 'prod_mug', quantity: -1 }] })),
      400,
      'invalid_input',
    ],
    ['half a mug', () => create(order({ items: [{ productId: 'prod_mug', quantity: 0.5 }] })), 400, 'invalid_input'],
    ['no items', () => create(order({ items: [] })), 400, 'invalid_input'],
    ['an unknown currency', () => create(order({ currency: 'xxx' })), 400, 'invalid_input'],
    ['no e-mail address', () => create(order({ customer: { email: 'nobody' } })), 400, 'invalid_input'],
    ['a body of 1 MB', () => create(order({ padding: 'x'.repeat(1_000_000) })), 413, 'payload_too_large'],
    ['broken JSON', () => post('/trpc/payments.create', '{"items":'), 400, 'invalid_input'],
    ['an unknown procedure', () => post('/trpc/payments.steal', '{}'), 404, 'not_found'],
    ['an unknown key', () => create(order(), { 'x-publishable-key': 'pk_other' }), 401, 'unauthenticated'],
    [
      'a site the key does not list',
      () => create(order(), { 'x-embed-origin': 'https://evil.example.com' }),
      403,
      'origin_not_allowed',
    ],
    [
      "another shop's key on this shop's site",
      () => create(order(), { 'x-publishable-key': OTHER_KEY }),
      403,
      'origin_not_allowed',
    ],
    [
      "this shop's product by another shop's key",
      () => create(order(), { 'x-publishable-key': OTHER_KEY, 'x-embed-origin': OTHER_ORIGIN }),
      400,
      'invalid_input',
    ],
    ['a shop named by the browser', () => create(order({ shopId: 'shop_1' })), 400, 'invalid_input'],
    [
      'a caller from another site',
      () => create(order(), { origin: 'https://evil.example.com' }),
      403,
      'origin_not_allowed',
    ],
    ["a procedure of the admin's", () => post('/trpc/admin.payments.list', '{}'), 404, 'not_found'],
  ])('%s is refused', async (_, request, status, code) => {
    const before = await stored();
    expect(await request()).toMatchObject({ status, code });
    expect(await stored()).toBe(before);
  });

  it('the error says which field is wrong', async () => {
    const { details } = await create(order({ items: [{ productId: 'prod_nope', quantity: 1 }] }));
    expect(details).toEqual({ 'items.0.productId': '"prod_nope" is not sold in USD.' });
  });
});

/** The status of a webhook in chunks, as `fetch` does not send it; it is answered before it has come to its end. */
function statusOf(start: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${world.url}/webhooks/stripe`, { method: 'POST', headers }, (response) => {
      resolve(response.statusCode);
      sent.destroy();
    });
    sent.on('error', reject);
    sent.write(start);
  });
}

describe('webhooks over HTTP', () => {
  const event = JSON.stringify({
    id: 'evt_http',
    object: 'event',
    type: 'x',
    created: 1,
    data: { object: { id: 'x', object: 'x' } },
  });
  const hook = (body: string, signature?: string) =>
    post('/webhooks/stripe', body, signature === undefined ? {} : { 'stripe-signature': signature });

  it.each<[string, () => ReturnType<typeof post>, number, string]>([
    ['unsigned', () => hook(event), 400, 'signature_invalid'],
    [
      'signed by somebody else',
      () => hook(event, signPayload(event, 'whsec_other', new Date())),
      400,
      'signature_invalid',
    ],
    [
      'signed too long ago',
      () => hook(event, signPayload(event, WEBHOOK_SECRET, new Date(Date.now() - 301_000))),
      400,
      'signature_stale',
    ],
    ['of 1 MB', () => hook('x'.repeat(1_000_000)), 413, 'payload_too_large'],
  ])('%s are refused and not stored', async (_, request, status, code) => {
    const before = await stored();
    expect(await request()).toMatchObject({ status, code });
    expect(await stored()).toBe(before);
  });

  it('that nobody can read are kept for a person to look at, since Stripe would only send them again', async () => {
    expect(await hook('{', signPayload('{', WEBHOOK_SECRET, new Date()))).toMatchObject({ status: 200 });
    expect(
      await world.database.db.webhookEvent.count({ where: { status: 'failed', outcome: 'The body is not JSON.' } }),
    ).toBe(1);
  });

  const send = () =>
    fetch(`${world.url}/webhooks/stripe`, {
      method: 'POST',
      body: event,
      headers: { 'stripe-signature': signPayload(event, WEBHOOK_SECRET, new Date()) },
    });

  it('of 1 MB that do not say how long they are, are refused while they arrive', async () => {
    expect(await statusOf('x'.repeat(600_000), {})).toBe(413);
  });

  it('are answered with the headers of every other answer, and so are those that are refused', async () => {
    const usual = (response: Response) =>
      [...response.headers].filter(([name]) => !/^(date|content-length|content-type|x-request-id)$/.test(name));
    const other = usual(await fetch(`${world.url}/health/live`));
    expect(other.length).toBeGreaterThan(8);
    for (const response of [
      await send(),
      await fetch(`${world.url}/webhooks/stripe`, { method: 'POST', body: event }),
    ]) {
      expect(usual(response)).toEqual(other);
      expect(response.headers.get('x-request-id')).toMatch(/^req_/);
      expect(response.headers.get('content-type')).toContain('application/json');
    }
  });

  it('for another host are refused', async () => {
    const signature = signPayload(event, WEBHOOK_SECRET, new Date());
    expect(await statusOf(event, { host: 'evil.example', 'stripe-signature': signature })).toBe(403);
  });

  it('are taken once however often they come', async () => {
    await world.database.db.webhookEvent.deleteMany({ where: { id: 'evt_http' } });
    expect(await (await send()).json()).toEqual({ received: true, duplicate: false });
    expect(await (await send()).json()).toEqual({ received: true, duplicate: true });
  });
});

describe('the admin', () => {
  it('is closed to who is not signed in', async () => {
    for (const procedure of ['admin.payments.today', 'admin.payments.list', 'admin.session']) {
      const response = await fetch(`${world.adminUrl}/trpc/${procedure}?input=${encodeURIComponent('{"limit":1}')}`);
      expect([procedure, response.status]).toEqual([procedure, 401]);
    }
  });

  it('opens with e-mail and password, by a cookie scripts cannot read', async () => {
    const auth = createAuth({
      db: world.database.db,
      clock: systemClock,
      scheduler: systemScheduler,
      logger: createLogger({ level: 'silent' }),
      audit: createAuditTrail({ clock: systemClock }),
      secret: 'an auth secret for tests, long enough',
      adminUrl: world.adminUrl,
    });
    const boss = { email: 'Boss@example.com', name: 'Boss', role: 'analyst', password: 'correct horse battery' };
    await auth.people.ensure(boss, BY_TEST);
    await expect(
      auth.people.ensure({ email: 'b@example.com', name: 'B', role: 'admin', password: 'short' }, BY_TEST),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    const signIn = (password: string) =>
      fetch(`${world.adminUrl}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: world.adminUrl },
        body: JSON.stringify({ email: 'boss@example.com', password }),
      });
    expect((await signIn('wrong password')).status).toBe(401);
    const ok = await signIn('correct horse battery');
    const cookie = ok.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    const today = await fetch(`${world.adminUrl}/trpc/admin.payments.today`, {
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    expect(today.status).toBe(200);
  });

  it('lets nobody sign up', async () => {
    const response = await fetch(`${world.adminUrl}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: world.adminUrl },
      body: JSON.stringify({ email: 'eve@example.com', name: 'Eve', password: 'correct horse battery' }),
    });
    expect(response.ok).toBe(false);
    expect(await world.database.db.user.count({ where: { email: 'eve@example.com' } })).toBe(0);
  });
});

describe('a request under the name of another site', () => {
  it.each([
    '/',
    '/admin',
    '/checkout/frame',
    '/embed.js',
    '/trpc/payments.config',
    '/api/auth/get-session',
    '/nothing',
  ])('is refused at %s before anything else runs', async (at) => {
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'evil.example:4000', '127.0.0.9', 'localhost.']) {
      const answer = await askAs(world.url, host, at);
      expect(answer).toMatchObject({ status: 403, headers: { 'content-type': 'application/json' } });
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'forbidden' } });
    }
  });

  it.each(['/health/live', '/health/ready'])('is answered at %s, since probes ask by address', async (at) => {
    expect(await askAs(world.url, '10.1.2.3:4000', at)).toMatchObject({ status: 200 });
  });

  it('is refused however the address is written', async () => {
    // By HTTP, a whole address in the request's first line counts before the Host header; no page can send one.
    expect((await askAs(world.url, 'localhost', 'http://evil.example/api/auth/get-session')).status).toBe(403);
    expect((await askAs(world.url, 'local host', '/admin')).status).toBe(400);
  });
});

describe('one address for both hosts', () => {
  it.each([
    ['127.0.0.1', 404],
    ['127.0.0.1:99', 404],
    ['localhost', 401],
    ['LOCALHOST:99', 401],
  ])('answers as the one whose name is asked for, whatever the port: %s', async (host, status) => {
    expect((await askAs(world.url, host, '/trpc/admin.payments.today')).status).toBe(status);
  });

  it('answers as the checkout or not at all when a proxy says other names than the one asked for', async () => {
    const answer = await fetch(`${world.url}/admin`, {
      headers: { 'x-forwarded-host': new URL(world.adminUrl).host, forwarded: 'host=localhost' },
    });
    expect(answer.status).toBe(404);
  });
});

describe('a server on services of its operator', () => {
  it.each(['/dev/mailbox', '/dev/mailbox/1', '/dev/mailbox/1/body', '/dev', '/dev/', '/dev/other', '/api/demo'])(
    'has nothing of the demo at %s',
    async (at) => {
      for (const url of [world.url, world.adminUrl]) {
        const response = await fetch(`${url}${at}`);
        expect(response.status).toBe(404);
        expect(await response.text()).not.toMatch(/mailbox|password/i);
      }
    },
  );

  it('lets nobody in with the login of the demo', async () => {
    const response = await fetch(`${world.adminUrl}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: world.adminUrl },
      body: JSON.stringify({ email: 'admin@flashstudio.test', password: 'flashstudio-demo' }),
    });
    expect(response.status).toBe(401);
  });
});

describe('the checkout of a shop', () => {
  it('is told how the shop looks, and no id of it', async () => {
    const config = await shopApi(world).payments.config.query();
    expect(config.shop).toEqual({
      name: 'Test shop',
      supportEmail: 'help@shop.example.com',
      logoUrl: null,
      accentColor: { light: '#1f4d3a', dark: '#4db78b' },
    });
  });

  it("shows the shop's own products, and none of another shop's", async () => {
    const idsOf = async (headers: Record<string, string>) =>
      (await shopApi(world, headers).payments.catalog.query({ currency: 'usd' })).map(({ id }) => id);
    expect(await idsOf({})).toEqual(['prod_mug']);
    expect(await idsOf({ 'x-publishable-key': OTHER_KEY, 'x-embed-origin': OTHER_ORIGIN })).toEqual([]);
  });

  it('may be framed by the sites of its shop, and by nobody without a key', async () => {
    const policyOf = async (query: string) =>
      (await fetch(`${world.url}/checkout/frame${query}`)).headers.get('content-security-policy') ?? '';
    expect(await policyOf(`?key=${KEY}`)).toContain(`frame-ancestors ${SHOP_ORIGIN};`);
    expect(await policyOf(`?key=${OTHER_KEY}`)).toContain(`frame-ancestors ${OTHER_ORIGIN};`);
    expect(await policyOf('')).toContain("frame-ancestors 'none'");
  });
});

describe('a payment through the real server', () => {
  it('is created and confirmed over tRPC, and the customer gets a receipt of it', async () => {
    const api = shopApi(world);
    const created = await api.payments.create.mutate(order());
    const token = await world.stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
    const { paymentId, paymentSecret } = created;
    expect(await api.payments.confirm.mutate({ paymentId, paymentSecret, confirmationTokenId: token.id })).toEqual({
      kind: 'succeeded',
      paymentId,
    });
    expect(await api.payments.get.query({ paymentId, paymentSecret })).toMatchObject({
      status: 'succeeded',
      amount: { amount: '2400', currency: 'USD' },
    });
    const receipt = () => world.database.db.emailMessage.findUnique({ where: { dedupeKey: `receipt:${paymentId}` } });
    await expect.poll(receipt).toMatchObject({
      recipient: 'ada@example.com',
      template: 'payment-receipt',
      payload: {
        shopName: 'Test shop',
        lines: [{ name: 'Ceramic mug', quantity: 1, amount: { amount: '2400', currency: 'USD' } }],
        total: { amount: '2400', currency: 'USD' },
        card: { brand: 'visa', last4: '4242' },
      },
    });
  });
});
