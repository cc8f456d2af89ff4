import { openTestShop, TEST_ORIGIN } from '@flashstudio/shops/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_URL, CHECKOUT_URL, createLocalServer, type LocalServer, routesOf } from './local-server.ts';

const KEY = 'pk_headers_test';

let server: LocalServer;
beforeAll(async () => {
  server = await createLocalServer();
  await openTestShop(server.container.shops, { key: KEY });
  await server.container.mailbox.send({
    messageId: '<mail@example.com>',
    from: 'shop@example.com',
    to: 'ada@example.com',
    subject: 'Receipt',
    html: '<p>Thanks</p>',
    text: 'Thanks',
  });
});
afterAll(() => server.close());

/** Something to ask for at every route of both hosts, and where there is none. */
function everything(): { method: string; url: string }[] {
  const { checkout, admin } = server.apps;
  const more = ['/trpc/admin.session', '/trpc/payments.config', '/nothing'].map((path) => ({ method: 'GET', path }));
  const at = (url: string, routes: readonly { method: string; path: string }[]) =>
    [...routes, ...more].map(({ method, path }) => ({ method, url: `${url}${path}` }));
  return [...at(CHECKOUT_URL, routesOf(checkout)), ...at(ADMIN_URL, routesOf(admin))];
}

/** Files that are the same for everybody. */
const FILES = /^\/$|^\/(embed\.js|favicon\.ico|checkout|admin)(\/|$)/;

describe('every answer', () => {
  it('names its request, lets nothing be guessed of its type, stays out of caches and out of frames', async () => {
    const asked = everything();
    expect(asked.length).toBeGreaterThan(30);
    for (const { method, url } of asked) {
      const { headers, status } = await server.request(url, { method });
      const path = new URL(url).pathname;
      const told = `${method} ${url} (${status})`;
      expect(headers.get('x-request-id'), told).toMatch(/^req_/);
      expect(headers.get('x-content-type-options'), told).toBe('nosniff');
      expect(headers.get('content-security-policy'), told).toContain("frame-ancestors 'none'");
      if (path !== '/checkout/frame') expect(headers.get('x-frame-options'), told).toBe('DENY');
      if (status !== 200 || !FILES.test(path)) expect(headers.get('cache-control'), told).toContain('no-store');
    }
  });

  it('keeps that when it is an error that nobody foresaw', async () => {
    await server.database.db.$executeRaw`ALTER TABLE mailbox_messages RENAME TO gone`;
    const { status, headers } = await server.request(`${ADMIN_URL}/dev/mailbox`);
    await server.database.db.$executeRaw`ALTER TABLE gone RENAME TO mailbox_messages`;
    expect(status).toBe(500);
    expect(headers.get('x-request-id')).toMatch(/^req_/);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });
});

describe('a path that is no encoded text', () => {
  it.each([
    `${CHECKOUT_URL}/checkout/%`,
    `${CHECKOUT_URL}/checkout/%c0`,
    `${ADMIN_URL}/admin/%zz.js`,
    `${CHECKOUT_URL}/checkout/%${'a'.repeat(15_000)}`,
  ])('is the fault of who sent it: %s', async (url) => expect((await server.request(url)).status).toBe(400));
});

describe('the exceptions', () => {
  it("are the checkout's frame, which opens in the sites of its shop", async () => {
    const { headers } = await server.request(`${CHECKOUT_URL}/checkout/frame?key=${KEY}`);
    expect(headers.get('content-security-policy')).toContain(`frame-ancestors ${TEST_ORIGIN};`);
    expect(headers.get('x-frame-options')).toBeNull();
  });

  it('are a mail of the development mailbox, which opens in the mailbox and runs nothing', async () => {
    const [mail] = await server.container.mailbox.list();
    const { headers, status } = await server.request(`${ADMIN_URL}/dev/mailbox/${mail?.id}/body`);
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'.*; sandbox; frame-ancestors 'self'$/);
    expect(headers.get('cache-control')).toContain('no-store');
  });

  it("are the widget's script, which loads on every site", async () => {
    const { headers } = await server.request(`${CHECKOUT_URL}/embed.js`);
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  });
});

describe("the admin's answers", () => {
  it('are for its own pages alone, and share no window with a page of another origin', async () => {
    for (const { method, path } of routesOf(server.apps.admin)) {
      const { headers } = await server.request(`${ADMIN_URL}${path}`, { method });
      expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
      expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin');
      expect(headers.get('access-control-allow-origin'), path).toBeNull();
    }
  });

  it('allow no script but their own, and so no script of Stripe', async () => {
    const { headers } = await server.request(`${ADMIN_URL}/admin`);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'self'; /);
    expect(headers.get('content-security-policy')).not.toContain('script-src');
  });
});
