import { type BrowserContext, expect, type Frame, type Page, type Request, test } from '@playwright/test';
import { adminUrl, url } from './pages.ts';
import { type E2eServer, startServer } from './server.ts';

type Hosts = Pick<E2eServer, 'checkoutUrl' | 'adminUrl'>;

const PAIRS = [
  {
    how: 'hosts that have nothing in common, as after npm start',
    // Where a site asks another, SameSite keeps the cookie back.
    cookieGoesAlong: false,
    start: async () => ({ checkoutUrl: url(''), adminUrl: adminUrl(''), stop: async () => {} }),
  },
  {
    how: 'hosts of one domain, as in production, which browsers take for one site',
    cookieGoesAlong: true,
    start: () => startServer({ checkout: 'pay.shop.localhost', admin: 'admin.shop.localhost' }),
  },
];

for (const { how, cookieGoesAlong, start } of PAIRS) {
  test.describe(`a script in the checkout, in the browser of who is signed in at the admin: ${how}`, () => {
    let hosts: Hosts & Pick<E2eServer, 'stop'>;
    test.beforeAll(async () => {
      hosts = await start();
    });
    test.afterAll(() => hosts.stop());

    test.describe('without the policy of its page, which would stop it first', () => {
      test.use({ bypassCSP: true });

      test('reads nothing of the admin and changes nothing there, whichever way it asks', async ({ context, page }) => {
        const admin = await signIn(context, hosts);
        const frame = await openFrame(page, hosts);
        const asked = watchRequests(page, hosts.adminUrl);
        expect(await readByFetching(frame, hosts.adminUrl)).toEqual([]);
        expect(await readByEmbedding(frame, hosts.adminUrl)).toEqual([]);

        expect(asked.length).toBeGreaterThan(10);
        for (const request of asked) {
          const response = await request.response();
          expect([undefined, 403], `${request.method()} ${request.url()}`).toContain(response?.status());
        }
        const headers = await Promise.all(asked.map((request) => request.allHeaders()));
        expect(headers.some(({ cookie }) => cookie?.includes('session_token') === true)).toBe(cookieGoesAlong);
        await admin.reload();
        await expect(admin.getByRole('heading', { name: 'Today' })).toBeVisible();
      });

      test('may open the admin in a window, and loses hold of it', async ({ context, page }) => {
        await signIn(context, hosts);
        const frame = await openFrame(page, hosts);
        const opening = context.waitForEvent('page');
        await frame.evaluate((target) => {
          Reflect.set(window, 'opened', window.open(`${target}/admin`));
        }, hosts.adminUrl);
        const opened = await opening;
        await expect(opened.getByRole('heading', { name: 'Today' })).toBeVisible();
        expect(await opened.evaluate(() => window.opener)).toBeNull();
        expect(await frame.evaluate(() => Reflect.get(window, 'opened').closed)).toBe(true);
      });
    });

    test('finds nothing of the admin at its own host, where no cookie is sent', async ({ context, page }) => {
      await signIn(context, hosts);
      const sent = watchRequests(page, hosts.checkoutUrl);
      const frame = await openFrame(page, hosts);
      const statuses = await frame.evaluate(() =>
        Promise.all(
          ['/admin', '/trpc/admin.session', '/api/auth/get-session', '/api/demo', '/dev/mailbox'].map(
            async (path) => (await fetch(path, { credentials: 'include' })).status,
          ),
        ),
      );
      expect(statuses).toEqual([404, 404, 404, 404, 404]);
      expect(await frame.evaluate(() => document.cookie)).toBe('');
      expect(sent.length).toBeGreaterThan(10);
      for (const request of sent) expect((await request.allHeaders())['cookie'], request.url()).toBeUndefined();
      expect(await context.cookies(hosts.checkoutUrl)).toEqual([]);
    });

    test('is kept by the policy of its page from asking the admin at all', async ({ context, page }) => {
      await signIn(context, hosts);
      const frame = await openFrame(page, hosts);
      const asked = watchRequests(page, hosts.adminUrl);
      expect(await readByFetching(frame, hosts.adminUrl)).toEqual([]);
      const answers = await Promise.all(asked.map((request) => request.response()));
      expect(answers.filter((answer) => answer !== null)).toEqual([]);
    });
  });
}

async function signIn(context: BrowserContext, { adminUrl }: Hosts): Promise<Page> {
  const admin = await context.newPage();
  await admin.goto(`${adminUrl}/admin`);
  await admin.getByRole('button', { name: 'Fill it in' }).click();
  await admin.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(admin.getByRole('heading', { name: 'Today' })).toBeVisible();
  expect((await context.cookies(adminUrl)).map(({ name, httpOnly }) => [name, httpOnly])).toContainEqual([
    'flashstudio.session_token',
    true,
  ]);
  return admin;
}

/** Opens the shop with the widget, and gives the frame in which Stripe's script runs. */
async function openFrame(page: Page, { checkoutUrl }: Hosts): Promise<Frame> {
  await page.goto(`${checkoutUrl}/`);
  await expect(page.frameLocator('iframe[title="Checkout"]').getByRole('button', { name: /^Pay / })).toBeEnabled();
  const frame = page.frames().find((one) => new URL(one.url()).pathname === '/checkout/frame');
  if (frame === undefined) throw new Error('the widget has no frame');
  expect(await frame.evaluate(() => 'Stripe' in window)).toBe(true);
  return frame;
}

/** The requests to an origin from now on, of the page and its frames. */
function watchRequests(page: Page, origin: string): Request[] {
  const seen: Request[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).origin === origin) seen.push(request);
  });
  return seen;
}

/** Asks with the cookies of who is signed in. Gives what could be read of the answers. */
function readByFetching(frame: Frame, adminUrl: string): Promise<string[]> {
  return frame.evaluate(async (url) => {
    const text = { 'content-type': 'text/plain' };
    const json = { 'content-type': 'application/json' };
    const form = new URLSearchParams({ a: 'b' });
    const attempts: [string, RequestInit][] = [
      ['/trpc/admin.session', {}],
      ['/trpc/admin.session', { mode: 'no-cors' }],
      ['/trpc/admin.payments.list?input=%7B%7D', { mode: 'no-cors' }],
      ['/trpc/admin.session', { headers: json }],
      ['/api/auth/get-session', {}],
      ['/api/auth/sign-out', { method: 'POST', headers: text, body: '{}', mode: 'no-cors' }],
      ['/api/auth/sign-out', { method: 'POST', headers: json, body: '{}' }],
      ['/api/auth/sign-out', { method: 'POST', body: form, mode: 'no-cors' }],
      ['/dev/mailbox', {}],
      ['/admin', {}],
    ];
    const read = await Promise.all(
      attempts.map(async ([path, init]) => {
        const answer = await fetch(url + path, { credentials: 'include', ...init }).catch(() => undefined);
        return answer === undefined ? '' : await answer.text().catch(() => '');
      }),
    );
    const stream = await new Promise<string>((resolve) => {
      const source = new EventSource(`${url}/trpc/admin.payments.changes`, { withCredentials: true });
      source.onopen = () => resolve('the live stream opened');
      source.onerror = () => resolve('');
    });
    return [...read, stream].filter((words) => words !== '');
  }, adminUrl);
}

/** Lets elements of the page ask: scripts, images, frames and forms. Gives what came of it. */
function readByEmbedding(frame: Frame, adminUrl: string): Promise<string[]> {
  return frame.evaluate(async (url) => {
    const load = (element: HTMLElement & { src: string }, path: string) =>
      new Promise<string>((resolve) => {
        element.onload = () => resolve(`${element.tagName} ${path}`);
        element.onerror = () => resolve('');
        element.src = url + path;
        document.body.append(element);
      });
    const loaded = await Promise.all([
      load(document.createElement('script'), '/admin/theme.js'),
      load(document.createElement('script'), '/trpc/admin.session'),
      load(document.createElement('img'), '/admin/favicon.svg'),
    ]);
    const inner = document.createElement('iframe');
    await load(inner, '/admin');
    // A frame that may not be shown is a page of the browser's own, which nobody reads either.
    const framed = inner.contentDocument?.body.textContent ?? '';

    const target = document.createElement('iframe');
    target.name = 'target';
    document.body.append(target);
    const form = Object.assign(document.createElement('form'), {
      action: `${url}/api/auth/sign-out`,
      method: 'POST',
      enctype: 'text/plain',
      target: 'target',
    });
    document.body.append(form);
    const done = new Promise((resolve) => {
      target.onload = resolve;
    });
    form.submit();
    await done;
    return [...loaded, framed, target.contentDocument?.body.textContent ?? ''].filter((words) => words !== '');
  }, adminUrl);
}
