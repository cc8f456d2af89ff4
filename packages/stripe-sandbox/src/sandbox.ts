import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HttpBindings, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createApi } from './api/app.ts';
import { createKeyring, type Tenant } from './api/authentication.ts';
import type { OperationContext, SandboxClock } from './context.ts';
import { createControlApi } from './control/control-api.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { createRequestLog, type RequestLog } from './http/request-log.ts';
import { createCheckoutPage } from './pages/checkout-page.ts';
import { createLayout } from './pages/layout.ts';
import { notFoundPage } from './pages/not-found.ts';
import { createPages } from './pages/pages.ts';
import { settleRefunds } from './resources/refunds.ts';
import { finishAdvancing } from './resources/test-clocks.ts';
import { createEndpoint } from './resources/webhook-endpoints.ts';
import { AccountStore, type SandboxAccount } from './store/account-store.ts';
import { openJournal } from './store/journal.ts';
import { createEventLog } from './webhooks/event-log.ts';
import { createWebhookSender, type WebhookSender } from './webhooks/sender.ts';

export interface SandboxOptions {
  /** Default: the machine's clock. */
  readonly clock?: SandboxClock;
  /** Default: one account with the keys `sk_test_flashstudio` and `pk_test_flashstudio`. */
  readonly accounts?: readonly SandboxAccount[];
  /** File that keeps everything between starts; absent, the sandbox forgets. */
  readonly persistTo?: string;
  /** How webhooks are delivered; default: the global fetch. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What tests and people change about the sandbox from outside the API. */
export interface SandboxControl {
  readonly faults: Faults;
  readonly webhooks: Pick<WebhookSender, 'hold' | 'release' | 'deliveries'>;
  /** The latest requests to the API. */
  readonly requests: Pick<RequestLog, 'recent' | 'find' | 'subscribe'>;
  /** Lets everything that settles later settle now: pending refunds succeed, doomed ones fail. */
  settlePending(): void;
  /** Registers an endpoint with a known secret, or gives the one of this URL that secret. */
  ensureWebhookEndpoint(endpoint: { url: string; secret: string }): void;
}

export interface RunningSandbox {
  /** For example http://127.0.0.1:4001 */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface StripeSandbox {
  readonly app: Hono<{ Bindings: HttpBindings }>;
  /** Serves on a port; 0 or none takes a free one. Rejects when the port is taken. */
  listen(options?: { port?: number; host?: string }): Promise<RunningSandbox>;
  readonly control: SandboxControl;
  /** Resolves when no webhook is on its way, so that tests need not sleep. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_ACCOUNT: SandboxAccount = {
  id: 'acct_flashstudio',
  name: 'FlashStudio demo',
  secretKeys: ['sk_test_flashstudio'],
  publishableKeys: ['pk_test_flashstudio'],
};

/** Builds a sandbox: a stateful stand-in for Stripe's API that charges nobody. */
export function createStripeSandbox(options: SandboxOptions = {}): StripeSandbox {
  const clock = options.clock ?? { now: () => new Date() };
  const accounts = options.accounts ?? [DEFAULT_ACCOUNT];
  const journal = options.persistTo === undefined ? undefined : openJournal(options.persistTo);
  const sender = createWebhookSender({ clock, fetch: options.fetch ?? globalThis.fetch });
  const faults = createFaults();
  const requests = createRequestLog();
  const tenants = accounts.map((account): Tenant => {
    const store = new AccountStore(account, journal?.persist);
    return { store, events: createEventLog(store, sender) };
  });
  journal?.restore(new Map(tenants.map(({ store }) => [store.account.id, store])));
  resumeDeliveries(tenants, sender);
  for (const tenant of tenants) finishAdvancing(internalContext(tenant, clock));

  const settlePending = () => {
    for (const tenant of tenants) settleRefunds(internalContext(tenant, clock));
  };

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route('/', createApi({ clock, faults, requests, findKey: createKeyring(tenants) }));
  app.route('/', createControlApi({ faults, sender, settlePending }));
  serveStripeJs(app);
  app.route('/', createCheckoutPage(tenants.map(({ store }) => store)));
  const renderPage = createLayout({ accounts });
  app.route('/', createPages({ tenants, clock, sender, requests, settlePending, renderPage }));
  app.notFound((c) => notFoundPage(c, { renderPage }, `There is no page at ${c.req.path}.`));

  return {
    app,
    listen: (address) => listen(app, address),
    control: {
      faults,
      webhooks: sender,
      requests,
      settlePending,
      ensureWebhookEndpoint({ url, secret }) {
        const [tenant] = tenants;
        if (tenant === undefined) return;
        const known = tenant.store.webhookEndpoints.newestFirst((endpoint) => endpoint.url === url)[0];
        if (known !== undefined) tenant.store.endpointSecrets.set(known.id, { id: known.id, value: secret });
        else createEndpoint(internalContext(tenant, clock), { url, enabled_events: ['*'] }, secret);
      },
    },
    settled: () => sender.settled(),
    async close() {
      await sender.close();
      journal?.close();
    },
  };
}

function internalContext(tenant: Tenant, clock: SandboxClock): OperationContext {
  return { ...tenant, clock, requestId: null, idempotencyKey: null, origin: '' };
}

/** Events that an endpoint had not taken when the sandbox ended are sent again: at least once, as at Stripe. */
function resumeDeliveries(tenants: readonly Tenant[], sender: WebhookSender): void {
  for (const { store } of tenants) {
    const waiting = [...store.events.values()].filter((event) => event.pending_webhooks > 0);
    for (const event of waiting) {
      for (const endpoint of store.webhookEndpoints.values()) sender.send(store, event.id, endpoint.id);
    }
  }
}

const browserFiles = fileURLToPath(new URL('../dist/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Serves the stand-in for Stripe.js and the pages it opens. */
function serveStripeJs(app: Hono<{ Bindings: HttpBindings }>): void {
  const file = async (name: string) => {
    const target = path.join(browserFiles, path.normalize(name));
    if (!target.startsWith(browserFiles)) return undefined;
    return readFile(target).catch(() => undefined);
  };
  app.get('/v3/3ds/:id', async (c) => {
    const page = await file('three-d-secure.html');
    return page === undefined
      ? c.text('The browser part of the sandbox is not built.', 503)
      : c.body(page, 200, { 'content-type': TYPES['.html'] ?? '' });
  });
  app.get('/v3/*', async (c) => {
    const content = await file(c.req.path.slice('/v3/'.length));
    if (content === undefined) return c.text('Not found', 404);
    return c.body(content, 200, {
      'content-type': TYPES[path.extname(c.req.path)] ?? 'application/octet-stream',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'no-cache',
    });
  });
}

function listen(app: Hono<{ Bindings: HttpBindings }>, { port = 0, host = '127.0.0.1' } = {}): Promise<RunningSandbox> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: host }, (info) => {
      resolve({
        url: `http://${host}:${info.port}`,
        port: info.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
    server.once('error', reject);
  });
}
