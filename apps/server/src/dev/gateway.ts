import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { toPublicError } from '@flashstudio/platform';
import { type Context, Hono } from 'hono';
import { proxy } from 'hono/proxy';
import { knownHostsOnly } from '../http/known-hosts.ts';
import type { ServerApp, ServerEnv } from '../http/server-app.ts';
import type { PageFolders } from '../http/spa.ts';
import type { Site } from '../sites.ts';
import type { Pages } from './pages.ts';

export interface GatewayDeps {
  /** Whose pages it shows. */
  readonly app: keyof PageFolders;
  /** The host it stands for: the server hears no names, so they are looked at here. */
  readonly site: Site;
  /** Where the server listens for that host, on this machine; it may be away for a while. */
  readonly serverPort: number;
  readonly pages: Pick<Pages, 'fillIn'>;
  /** Gives the widget's loader, which the checkout's host has. */
  readonly buildLoader: () => Promise<string>;
  /** How long a request waits for a server that is away (ms). */
  readonly patienceMs?: number;
  /** What passes between two looks for a server that is away. */
  readonly pause?: () => Promise<void>;
}

/** The HTML files that Vite fills in, by path. */
const PAGES: Readonly<Record<keyof PageFolders, Readonly<Record<string, string>>>> = {
  checkout: { '/': 'index.html', '/checkout/frame': 'frame.html' },
  admin: { '/admin': 'index.html', '/admin/*': 'index.html' },
};

const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 50;

/**
 * The address of one of the two hosts in development. The server answers for everything, its pages' headers among it, so
 * that cookies, policies and frames are those of production; its pages come back unfinished and Vite fills them in. While
 * the server restarts, requests and Stripe's webhooks wait for it.
 */
export function createGateway(deps: GatewayDeps): ServerApp {
  const { app: name, site, serverPort, pages, buildLoader } = deps;
  const ask = async (c: Context<ServerEnv>): Promise<Response> => {
    if (!(await untilListening(deps))) return c.text('The server does not start: its terminal says why.\n', 503);
    const { pathname, search } = new URL(c.req.url);
    return proxy(`http://127.0.0.1:${serverPort}${pathname}${search}`, { raw: c.req.raw, redirect: 'manual' });
  };

  const app: ServerApp = new Hono();
  app.onError((error, c) => {
    const { message, httpStatus } = toPublicError(error);
    return c.text(`${message}\n`, httpStatus);
  });
  app.use(knownHostsOnly(site));
  for (const [path, file] of Object.entries(PAGES[name])) app.get(path, async (c) => finish(await ask(c), file, pages));
  if (name === 'checkout') {
    app.get('/embed.js', async (c) => {
      c.header('content-type', 'text/javascript; charset=utf-8');
      c.header('cross-origin-resource-policy', 'cross-origin');
      return c.body(await buildLoader());
    });
  }
  app.all('*', ask);
  return app;
}

async function finish(answer: Response, file: string, pages: Pick<Pages, 'fillIn'>): Promise<Response> {
  if (answer.headers.get('content-type')?.startsWith('text/html') !== true) return answer;
  const { html, nonce } = await pages.fillIn(file, await answer.text());
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
