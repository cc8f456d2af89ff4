import { randomUUID } from 'node:crypto';
import { createHints, createListener, createSql } from '@flashstudio/db';
import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createEventLog, type EventLog } from '@flashstudio/events';
import { createTestJobQueue, type TestJobQueue } from '@flashstudio/jobs/testing';
import {
  createLogger,
  createTestClock,
  createTestScheduler,
  systemScheduler,
  type TestClock,
  type TestScheduler,
} from '@flashstudio/platform';
import { BY_TEST, createAuditRecorder } from '@flashstudio/rpc/testing';
import { createShops, type Shops } from '@flashstudio/shops';
import { openTestShop } from '@flashstudio/shops/testing';
import { createStripeSandbox, type StripeSandbox } from '@flashstudio/stripe-sandbox';
import Stripe from 'stripe';
import type { CreatedPayment, CreatePaymentInput } from '../src/checkout/create-payment.ts';
import { type CommandOrigin, createPayments, type Payments, type PaymentsDeps } from '../src/index.ts';

export const WEBHOOK_SECRET = 'whsec_test_current';
export const ROLLED_SECRET = 'whsec_test_rolled';

/** How long the harness's payments may go unheard of before Stripe is asked. */
export const CHECK_AFTER_MS = 10 * 60_000;

/** How many cards the harness's payments take. */
export const ATTEMPTS_PER_PAYMENT = 6;

export const BY_CUSTOMER: CommandOrigin = { actor: { kind: 'customer', id: null }, cause: { requestId: 'req_test' } };

/** Payments on a real database, talking to the sandbox over HTTP; webhooks come back through `receive`. All by one clock. */
export interface Harness {
  readonly database: TestDatabase;
  readonly clock: TestClock;
  /** Of the inbox worker and of who reads the event log; moves the clock along. */
  readonly scheduler: TestScheduler;
  /** Runs the capability's jobs when told to, by the same clock. */
  readonly jobs: TestJobQueue;
  readonly sandbox: StripeSandbox;
  readonly stripe: Stripe;
  readonly shops: Shops;
  /** Whose page the payments come from. */
  readonly shop: { readonly shopId: string; readonly publishableKeyId: string };
  readonly events: EventLog;
  readonly payments: Payments;
  /** Lines of the log at error level. */
  readonly errors: readonly string[];
  /** Another process on the same database; it ends with the harness. */
  replica(): Promise<Replica>;
  /** Lets every webhook arrive and be applied, those that wait for company too. */
  settle(): Promise<void>;
  /** Creates a payment: one mug in dollars, with changes. */
  order(changes?: Partial<CreatePaymentInput>): Promise<CreatedPayment>;
  /** Makes a confirmation token, as the card fields in a browser do. */
  token(paymentMethod: string): Promise<string>;
  close(): Promise<void>;
}

/** Payments as one process runs them, with connections and timers of its own. */
export interface Replica extends Pick<Harness, 'payments' | 'events' | 'scheduler'> {
  stop(): Promise<void>;
}

const START = '2026-03-02T12:00:00.000Z';

export async function createHarness({ reportingTimeZone = 'UTC' } = {}): Promise<Harness> {
  const database = await createTestDatabase();
  const clock = createTestClock(START);
  const errors: string[] = [];
  const logger = createLogger({ level: 'error', destination: { write: (line) => errors.push(line) } });
  const shops = createShops({ db: database.db, clock, audit: createAuditRecorder(), ownOrigin: 'https://pay.test' });
  const jobs = createTestJobQueue({ connectionString: database.connectionString, logger, clock });
  const sandbox = createStripeSandbox({
    clock,
    fetch: async (_, init) => {
      const headers = new Headers(init?.headers);
      await payments.webhooks.receive({ rawBody: String(init?.body), signature: headers.get('stripe-signature') });
      return new Response(null, { status: 200 });
    },
  });
  const running = await sandbox.listen();
  const stripe = new Stripe('sk_test_flashstudio', {
    host: '127.0.0.1',
    port: running.port,
    protocol: 'http',
    maxNetworkRetries: 0,
  });
  const replicas: Replica[] = [];

  async function replica(): Promise<Replica> {
    const started = await startReplica({
      database,
      clock,
      logger,
      jobs,
      catalog: shops.catalog,
      stripe,
      stripeForBrowsers: {
        publishableKey: 'pk_test_flashstudio',
        scriptUrl: `${running.url}/v3/stripe.js`,
        sandbox: true,
      },
      livemode: false,
      webhookSecrets: [WEBHOOK_SECRET, ROLLED_SECRET],
      secretKey: 'a secret key for tests, long enough to use',
      reportingTimeZone,
      checkAfterMs: CHECK_AFTER_MS,
      attemptsPerPayment: ATTEMPTS_PER_PAYMENT,
    });
    replicas.push(started);
    return started;
  }

  const { payments, events, scheduler } = await replica();
  await jobs.start(payments.jobs);
  sandbox.control.ensureWebhookEndpoint({ url: 'http://payments.test/webhooks/stripe', secret: WEBHOOK_SECRET });
  const shop = await openShop(shops);

  return {
    database,
    clock,
    scheduler,
    jobs,
    sandbox,
    stripe,
    shops,
    shop,
    events,
    payments,
    errors,
    replica,
    async settle() {
      await sandbox.settled();
      clock.advance(6_000);
      await payments.webhooks.drain();
    },
    order: (changes = {}) =>
      payments.create(
        {
          ...shop,
          items: [{ productId: 'prod_mug', quantity: 1 }],
          currency: 'usd',
          requestKey: randomUUID(),
          customer: { email: 'ada@example.com' },
          ...changes,
        },
        BY_CUSTOMER,
      ),
    token: async (paymentMethod) =>
      (await stripe.testHelpers.confirmationTokens.create({ payment_method: paymentMethod })).id,
    async close() {
      await running.close();
      await sandbox.close();
      for (const { stop } of replicas) await stop();
      await jobs.stop();
      await database.drop();
    },
  };
}

type ReplicaDeps = Omit<PaymentsDeps, 'db' | 'sql' | 'hints' | 'scheduler' | 'events'> & {
  readonly database: TestDatabase;
  readonly clock: TestClock;
};

async function startReplica({ database, clock, logger, ...deps }: ReplicaDeps): Promise<Replica> {
  const { db, connectionString } = database;
  const listener = createListener({ connectionString, logger });
  await listener.start();
  const sql = createSql({
    connectionString,
    onError: (error) => {
      throw error;
    },
  });
  const scheduler = createTestScheduler(clock);
  const hints = createHints({ listener, scheduler, logger });
  // Readers wait for transactions of other tests, which hold their events back: no test's clock moves those.
  const events = createEventLog({ db, clock, logger, hints, scheduler: systemScheduler });
  await events.start();
  return {
    payments: createPayments({ ...deps, db, sql, clock, logger, hints, scheduler, events }),
    events,
    scheduler,
    async stop() {
      await events.stop();
      hints.stop();
      await listener.stop();
      await sql.close();
    },
  };
}

/** A shop that sells mugs and stickers. */
async function openShop(shops: Shops): Promise<Harness['shop']> {
  const { shopId, publishableKeyId } = await openTestShop(shops);
  const product = { description: '', imageUrl: null };
  const prices = { usd: 2400n, eur: 2200n, jpy: 3600n };
  await shops.catalog.save(shopId, { ...product, id: 'prod_mug', name: 'Ceramic mug', prices }, BY_TEST);
  await shops.catalog.save(shopId, { ...product, id: 'prod_sticker', name: 'Sticker', prices: { usd: 10n } }, BY_TEST);
  return { shopId, publishableKeyId };
}
