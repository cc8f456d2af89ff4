import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { freePort } from '@flashstudio/platform';
import { afterEach, expect, it } from 'vitest';
import { createGateway } from '../src/dev/gateway.ts';

const NONCE = 'bm9uY2U=';
const parts = {
  pages: {
    fillIn: (file: string, html: string) => Promise.resolve({ html: `${html} filled in as ${file}`, nonce: NONCE }),
  },
  buildLoader: () => Promise.resolve('the loader'),
};
const checkout = {
  ...parts,
  app: 'checkout',
  site: { url: 'http://127.0.0.1:4000', names: ['127.0.0.1'], strays: ['localhost'] },
} as const;
const admin = {
  ...parts,
  app: 'admin',
  site: { url: 'http://localhost:4002', names: ['localhost'], strays: ['127.0.0.1'] },
} as const;
const at = ({ site }: typeof checkout | typeof admin, path: string) => `${site.url}${path}`;

const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.closeAllConnections();
});

/** A server behind the gateway; without a port on a free one. */
async function serverThat(answer: RequestListener, port = 0): Promise<number> {
  const server = createServer(answer).listen(port, '127.0.0.1');
  opened.push(server);
  await once(server, 'listening');
  return portOf(server);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const page =
  (policy: string): RequestListener =>
  (_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', policy);
    response.end('<p>');
  };

it('a request that comes while the server restarts is answered by the server that comes up', async () => {
  const serverPort = await freePort();
  const comeUp = async () => void (await serverThat((request, response) => void request.pipe(response), serverPort));
  const gateway = createGateway({ ...checkout, serverPort, pause: comeUp });
  const answer = await gateway.request(at(checkout, '/webhooks/stripe'), { method: 'POST', body: 'an event' });
  expect(await answer.text()).toBe('an event');
});

it('a request to a server that does not come up is told so when its patience is over', async () => {
  const gateway = createGateway({ ...checkout, serverPort: await freePort(), patienceMs: 0 });
  const answer = await gateway.request(at(checkout, '/health/live'));
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('does not start');
});

it.each([
  ['/', checkout, 'index.html'],
  ['/checkout/frame?key=pk_1', checkout, 'frame.html'],
  ['/admin', admin, 'index.html'],
  ['/admin/payments/pay_1', admin, 'index.html'],
])("the page at %s is the server's, filled in by Vite", async (path, host, file) => {
  const serverPort = await serverThat(page("default-src 'self'"));
  const answer = await createGateway({ ...host, serverPort }).request(at(host, path));
  expect(await answer.text()).toBe(`<p> filled in as ${file}`);
});

it.each([
  ['/admin', checkout],
  ['/checkout/frame', admin],
  ['/embed.js', admin],
])("what is the other host's is left to the server, which refuses it: %s", async (path, host) => {
  const serverPort = await serverThat((_, response) => void response.writeHead(404).end('nothing'));
  const answer = await createGateway({ ...host, serverPort }).request(at(host, path));
  expect([answer.status, await answer.text()]).toEqual([404, 'nothing']);
});

it('a name that is not of the host is refused before the server is asked, and a page opened by it is elsewhere', async () => {
  const serverPort = await serverThat(() => expect.fail('the server was asked'));
  const ask = (host: typeof checkout | typeof admin, url: string, headers = {}) =>
    createGateway({ ...host, serverPort }).request(url, { headers });
  expect((await ask(admin, 'http://evil.example:4002/admin')).status).toBe(403);
  expect((await ask(checkout, 'http://evil.example:4000/embed.js')).status).toBe(403);
  expect((await ask(admin, 'http://127.0.0.1:4002/trpc/admin.session')).status).toBe(403);
  const opened = await ask(checkout, 'http://localhost:4000/', { 'sec-fetch-dest': 'document' });
  expect(opened.headers.get('location')).toBe('http://127.0.0.1:4000/');
});

it('the server hears who asks, as the browser says it', async () => {
  const serverPort = await serverThat(({ headers }, response) => {
    response.end(`${headers['sec-fetch-dest']} ${headers['sec-fetch-site']} ${headers.origin}`);
  });
  const headers = { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' };
  const answer = await createGateway({ ...admin, serverPort }).request(at(admin, '/admin'), { headers });
  expect(await answer.text()).toBe('document cross-site http://evil.example');
});

it("the policy of a page stays the server's, with a nonce for scripts that stand in the page itself", async () => {
  const serverPort = await serverThat(
    page("default-src 'none'; script-src 'self' https://js.stripe.com; frame-ancestors https://shop.example"),
  );
  const answer = await createGateway({ ...checkout, serverPort }).request(at(checkout, '/checkout/frame'));
  expect(answer.headers.get('content-security-policy')).toBe(
    `default-src 'none'; frame-ancestors https://shop.example; script-src 'self' https://js.stripe.com 'nonce-${NONCE}'`,
  );
});

it('a policy without a word on scripts allows them what it allows by default, and the nonce', async () => {
  const serverPort = await serverThat(page("default-src 'self'; object-src 'none'"));
  const answer = await createGateway({ ...admin, serverPort }).request(at(admin, '/admin'));
  expect(answer.headers.get('content-security-policy')).toBe(
    `default-src 'self'; object-src 'none'; script-src 'self' 'nonce-${NONCE}'`,
  );
});

it('what is no page passes through as it is: query, status, cookies, and redirects that only the browser follows', async () => {
  const serverPort = await serverThat((request, response) => {
    response.setHeader('set-cookie', ['a=1; Path=/', 'b=2; HttpOnly']);
    response.writeHead(302, { location: `/elsewhere?was=${request.url}` }).end();
  });
  const answer = await createGateway({ ...admin, serverPort }).request(at(admin, '/api/auth/callback?code=1%202'));
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe('/elsewhere?was=/api/auth/callback?code=1%202');
  expect(answer.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2; HttpOnly']);
});

it('a live stream comes through piece by piece, and ends at the server when the browser leaves', async () => {
  const left = Promise.withResolvers<void>();
  const serverPort = await serverThat((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    response.once('close', () => left.resolve());
  });
  const browser = new AbortController();
  const answer = await createGateway({ ...admin, serverPort }).request(at(admin, '/trpc/live'), {
    signal: browser.signal,
  });
  const first = await answer.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toBe('data: 1\n\n');
  browser.abort();
  await left.promise;
});

it('the loader of the widget is built from its source, for pages of any origin', async () => {
  const gateway = createGateway({ ...checkout, serverPort: await freePort(), patienceMs: 0 });
  const answer = await gateway.request(at(checkout, '/embed.js'));
  expect(await answer.text()).toBe('the loader');
  expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
});
