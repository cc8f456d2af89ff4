import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HttpBindings, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createApi } from './api/app.ts';
import { createKeyring, type Tenant } from './api/authentication.ts';
import { doDueWork } from './clocks/due-work.ts';
import type { OperationContext, SandboxClock } from './context.ts';
import { createClockControl } from './control/clock-control.ts';
import type { SandboxControl } from './control/control.ts';
import { createControlApi } from './control/control-api.ts';
import { createSettlementControl } from './control/settlement-control.ts';
import { createTravellingClock } from './control/travelling-clock.ts';
import { createWebhookControl } from './control/webhook-control.ts';
import { createFaults, type FaultPlan } from './faults/faults.ts';
import { createPlanList } from './faults/plan-list.ts';
import { createStressLevel } from './faults/stress-level.ts';
import { inUrl, knownHostsOnly } from './http/known-hosts.ts';
import { createRequestLog } from './http/request-log.ts';
import { createCheckoutPage } from './pages/checkout-page.ts';
import { createControlPages } from './pages/control/pages.ts';
import { createLayout } from './pages/layout.ts';
import { notFoundPage } from './pages/not-found.ts';
import { createPages } from './pages/pages.ts';
import { API_VERSION } from './published/versions.ts';
import { settleDisputes } from './resources/disputes/deadline.ts';
import { settleIntents } from './resources/payment-intents/settlement.ts';
import { settleRefunds } from './resources/refunds/refunds.ts';
import { finishAdvancing } from './resources/test-clocks/test-clocks.ts';
import { createEndpoint, updateEndpoint } from './resources/webhook-endpoints/webhook-endpoints.ts';
import { AccountStore, type PendingSettlement, type SandboxAccount } from './store/account-store.ts';
import { openJournal } from './store/journal.ts';
import { type Agenda, createAgenda } from './timing/agenda.ts';
import { machineTimer, type Timer } from './timing/timer.ts';
import { createEventLog } from './webhooks/event-log.ts';
import { createWebhookSender } from './webhooks/sender.ts';
import { createWebhookStress, type WebhookPlan } from './webhooks/stress.ts';

export interface SandboxOptions {
  /** Default: the machine's clock. */
  readonly clock?: SandboxClock;
  /** Default: one account with the keys `sk_test_flashstudio` and `pk_test_flashstudio`. */
  readonly accounts?: readonly SandboxAccount[];
  /** File that keeps everything between starts; absent, the sandbox forgets. */
  readonly persistTo?: string;
  /** What latency, timeouts and redeliveries wait on; default: the machine's timer. */
  readonly timer?: Timer;
  /** How webhooks are delivered; default: the global fetch. */
  readonly fetch?: typeof globalThis.fetch;
}

interface ListenOptions {
  readonly port?: number;
  /** The address to listen at; default: 127.0.0.1 */
  readonly host?: string;
  /** Further names under which requests may come, such as that of a container. */
  readonly allowedHosts?: readonly string[];
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
  listen(options?: ListenOptions): Promise<RunningSandbox>;
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
  const timer = options.timer ?? machineTimer;
  const clock = createTravellingClock(options.clock ?? { now: () => new Date() });
  const agenda = createAgenda({ clock, timer });
  const accounts = options.accounts ?? [DEFAULT_ACCOUNT];
  const journal = options.persistTo === undefined ? undefined : openJournal(options.persistTo);
  const faultPlans = createPlanList<FaultPlan>('fault');
  const webhookPlans = createPlanList<WebhookPlan>('webhook');
  const faults = createFaults(faultPlans);
  const stress = createWebhookStress(webhookPlans);
  const fetch = options.fetch ?? globalThis.fetch;
  const sender = createWebhookSender({ clock, agenda, timer, stress, fetch });
  const requests = createRequestLog();
  const tenants = accounts.map((account): Tenant => {
    const store = new AccountStore(account, journal?.persist);
    return { store, events: createEventLog(store, sender) };
  });
  journal?.restore(new Map(tenants.map(({ store }) => [store.account.id, store])));
  const stores = tenants.map(({ store }) => store);
  for (const store of stores) sender.resume(store);
  for (const tenant of tenants) finishAdvancing(internalContext(tenant, clock));
  const contexts = tenants.map((tenant) => internalContext(tenant, clock));
  for (const context of contexts) settleInTime(context, agenda);

  const control: SandboxControl = {
    faults,
    stress: createStressLevel(faultPlans, webhookPlans),
    webhooks: createWebhookControl({ stores, sender, stress, clock }),
    clock: createClockControl({
      clock,
      agenda,
      arrived() {
        for (const tenant of tenants) doDueWork(internalContext(tenant, clock));
      },
    }),
    requests,
    settlement: createSettlementControl(contexts),
    settlePending() {
      for (const context of contexts) {
        settleIntents(context, 'all');
        settleRefunds(context);
        settleDisputes(context);
      }
    },
    ensureWebhookEndpoint({ url, secret, enabledEvents }) {
      const [context] = contexts;
      if (context === undefined) return;
      const known = context.store.webhookEndpoints.newestFirst((endpoint) => endpoint.url === url)[0];
      if (known === undefined) {
        createEndpoint(context, { url, enabled_events: [...(enabledEvents ?? ['*'])] }, secret);
        return;
      }
      context.store.endpointSecrets.set(known.id, { id: known.id, value: secret });
      if (enabledEvents !== undefined) updateEndpoint(context, known.id, { enabled_events: [...enabledEvents] });
    },
    reset: (what) => forgetObjects(stores, what),
  };

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route('/', createApi({ clock, faults, timer, requests, findKey: createKeyring(tenants) }));
  app.route('/', createControlApi({ control, settled: () => sender.settled() }));
  serveStripeJs(app);
  app.route('/', createCheckoutPage(stores));
  const renderPage = createLayout({ accounts });
  app.route('/', createPages({ tenants, clock, sender, requests, settlePending: control.settlePending, renderPage }));
  app.route('/', createControlPages({ control, stores, renderPage }));
  app.notFound((c) => notFoundPage(c, { renderPage }, `There is no page at ${c.req.path}.`));

  return {
    app,
    listen: (address) => listen(app, address),
    control,
    settled: () => sender.settled(),
    async close() {
      agenda.close();
      await sender.close();
      journal?.close();
    },
  };
}

function internalContext(tenant: Tenant, clock: SandboxClock): OperationContext {
  return { ...tenant, clock, requestId: null, idempotencyKey: null, version: API_VERSION, origin: '' };
}

/** Sees to it that payments in processing settle when their time comes, those from before a restart too. */
function settleInTime(context: OperationContext, agenda: Agenda): void {
  const { store, clock } = context;
  const wait = ({ dueAt }: PendingSettlement) => {
    if (dueAt === null) return;
    agenda.add(Math.max(0, dueAt - clock.now().getTime()), () => settleIntents(context, 'due'));
  };
  store.onProcessing = wait;
  for (const pending of store.pendingSettlements.values()) wait(pending);
}

/** What stays when objects are forgotten: the settings of an account. */
const SETTINGS = ['webhookEndpoints', 'endpointSecrets'];

function forgetObjects(
  stores: readonly AccountStore[],
  { account, endpoints = false }: { account?: string | undefined; endpoints?: boolean | undefined } = {},
): void {
  const concerned = stores.filter((store) => account === undefined || store.account.id === account);
  if (concerned.length === 0) throw new RangeError(`No such account: ${account}`);
  for (const store of concerned) store.forget(endpoints ? [] : SETTINGS);
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

function listen(
  app: Hono<{ Bindings: HttpBindings }>,
  { port = 0, host = '127.0.0.1', allowedHosts = [] }: ListenOptions = {},
): Promise<RunningSandbox> {
  const fetch = knownHostsOnly(app.fetch, [host, ...allowedHosts]);
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: host }, (info) => {
      resolve({
        url: `http://${inUrl(host)}:${info.port}`,
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
