import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import { proxy } from 'hono/proxy';
import type { Page, Pages } from './pages.ts';

export interface GatewayDeps {
  /** Where the server listens, on this machine; it may be away for a while. */
  readonly serverPort: number;
  readonly pages: Pick<Pages, 'fillIn' | 'buildLoader'>;
  /** How long a request waits for a server that is away (ms). */
  readonly patienceMs?: number;
  /** What passes between two looks for a server that is away. */
  readonly pause?: () => Promise<void>;
}

const PAGES: ReadonlyMap<string, Page> = new Map([
  ['/', { app: 'checkout', file: 'index.html' }],
  ['/checkout/frame', { app: 'checkout', file: 'frame.html' }],
  ['/admin', { app: 'admin', file: 'index.html' }],
  ['/admin/*', { app: 'admin', file: 'index.html' }],
]);

const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 50;

/**
 * The one address of development. The server answers for everything, its pages' headers among it, so that cookies,
 * policies and frames are those of production; its pages come back unfinished and Vite fills them in. While the server
 * restarts, requests and Stripe's webhooks wait for it.
 */
export function createGateway(deps: GatewayDeps): Hono {
  const { serverPort, pages } = deps;
  const ask = async (c: Context): Promise<Response> => {
    if (!(await untilListening(deps))) return c.text('The server does not start: its terminal says why.\n', 503);
    const { pathname, search } = new URL(c.req.url);
    return proxy(`http://127.0.0.1:${serverPort}${pathname}${search}`, { raw: c.req.raw, redirect: 'manual' });
  };

  const app = new Hono();
  for (const [path, page] of PAGES) app.get(path, async (c) => finish(await ask(c), page, pages));
  app.get('/embed.js', async (c) => {
    c.header('content-type', 'text/javascript; charset=utf-8');
    c.header('cross-origin-resource-policy', 'cross-origin');
    return c.body(await pages.buildLoader());
  });
  app.all('*', ask);
  return app;
}

async function finish(answer: Response, page: Page, pages: Pick<Pages, 'fillIn'>): Promise<Response> {
  if (answer.headers.get('content-type')?.startsWith('text/html') !== true) return answer;
  const { html, nonce } = await pages.fillIn(page, await answer.text());
  const headers = new Headers(answer.headers);
  headers.delete('content-length');
  const policy = headers.get('content-security-policy');
  if (policy !== null) headers.set('content-security-policy', allowScripts(policy, nonce));
  return new Response(html, { status: answer.status, headers });
}

/** Lets scripts with the nonce stand in the page, as React's hot reload does; all else stays as the policy says. */
function allowScripts(policy: string, nonce: string): string {
  const directives = policy.split(';').map((directive) => directive.trim());
  const sourcesOf = (name: string) =>
    directives.find((directive) => directive.startsWith(`${name} `))?.slice(name.length);
  const sources = sourcesOf('script-src') ?? sourcesOf('default-src') ?? '';
  const others = directives.filter((directive) => !directive.startsWith('script-src '));
  return [...others, `script-src${sources} 'nonce-${nonce}'`].join('; ');
}

async function untilListening({
  serverPort,
  patienceMs = PATIENCE_MS,
  pause = () => wait(LOOK_EVERY_MS),
}: GatewayDeps): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (!(await isListening(serverPort))) {
    if (performance.now() > deadline) return false;
    await pause();
  }
  return true;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1');
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
