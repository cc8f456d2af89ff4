import { openTestShop, TEST_ORIGIN } from '@flashstudio/shops/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalServer, type LocalServer } from './local-server.ts';

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

/** Every route as the server knows it, with something in the place of its parameters. */
function allRoutes(): { method: string; path: string }[] {
  return server.app.routes
    .filter(({ path }) => path !== '/*')
    .flatMap(({ method, path }) =>
      (method === 'ALL' ? ['GET', 'POST'] : [method]).map((each) => ({
        method: each,
        path: path.replaceAll(/:\w+|\*/g, 'x'),
      })),
    );
}

/** Files that are the same for everybody. */
const FILES = /^\/$|^\/(embed\.js|favicon\.ico|checkout|admin)(\/|$)/;

describe('every answer', () => {
  it('names its request, lets nothing be guessed of its type, stays out of caches and out of frames', async () => {
    const asked = [...allRoutes(), { method: 'GET', path: '/trpc/admin.session' }, { method: 'GET', path: '/nothing' }];
    expect(asked.length).toBeGreaterThan(20);
    for (const { method, path } of asked) {
      const { headers, status } = await server.request(path, { method });
      const told = `${method} ${path} (${status})`;
      expect(headers.get('x-request-id'), told).toMatch(/^req_/);
      expect(headers.get('x-content-type-options'), told).toBe('nosniff');
      expect(headers.get('content-security-policy'), told).toContain("frame-ancestors 'none'");
      if (path !== '/checkout/frame') expect(headers.get('x-frame-options'), told).toBe('DENY');
      if (status !== 200 || !FILES.test(path)) expect(headers.get('cache-control'), told).toContain('no-store');
    }
  });

  it('keeps that when it is an error that nobody foresaw', async () => {
    await server.database.db.$executeRaw`ALTER TABLE mailbox_messages RENAME TO gone`;
    const { status, headers } = await server.request('/dev/mailbox');
    await server.database.db.$executeRaw`ALTER TABLE gone RENAME TO mailbox_messages`;
    expect(status).toBe(500);
    expect(headers.get('x-request-id')).toMatch(/^req_/);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });
});

describe('a path that is no encoded text', () => {
  it.each(['/checkout/%', '/checkout/%c0', '/admin/%zz.js', `/checkout/%${'a'.repeat(15_000)}`])(
    'is the fault of who sent it: %s',
    async (path) => expect((await server.request(path)).status).toBe(400),
  );
});

describe('the exceptions', () => {
  it("are the checkout's frame, which opens in the sites of its shop", async () => {
    const { headers } = await server.request(`/checkout/frame?key=${KEY}`);
    expect(headers.get('content-security-policy')).toContain(`frame-ancestors ${TEST_ORIGIN};`);
    expect(headers.get('x-frame-options')).toBeNull();
  });

  it('are a mail of the development mailbox, which opens in the mailbox and runs nothing', async () => {
    const [mail] = await server.container.mailbox.list();
    const { headers, status } = await server.request(`/dev/mailbox/${mail?.id}/body`);
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'.*; sandbox; frame-ancestors 'self'$/);
    expect(headers.get('cache-control')).toContain('no-store');
  });

  it("are the widget's script, which loads on every site", async () => {
    const { headers } = await server.request('/embed.js');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect((await server.request('/admin')).headers.get('cross-origin-resource-policy')).toBe('same-site');
  });
});
