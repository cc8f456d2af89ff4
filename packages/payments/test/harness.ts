import { createListener } from '@flashstudio/db';
import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createJobQueue } from '@flashstudio/jobs';
import { createLogger, systemClock } from '@flashstudio/platform';
import { createShops, type Shops } from '@flashstudio/shops';
import { openTestShop } from '@flashstudio/shops/testing';
import { createStripeSandbox, type StripeSandbox } from '@flashstudio/stripe-sandbox';
import Stripe from 'stripe';
import { createPayments, type Payments } from '../src/index.ts';

export const WEBHOOK_SECRET = 'whsec_test_current';
export const ROLLED_SECRET = 'whsec_test_rolled';

/** Payments on a real database, talking to the sandbox over HTTP; webhooks come back through `receive`. */
export interface Harness {
  readonly database: TestDatabase;
  readonly sandbox: StripeSandbox;
  readonly stripe: Stripe;
  readonly payments: Payments;
  readonly shops: Shops;
  /** The shop that sells, and one of its keys. */
  readonly shop: { readonly shopId: string; readonly publishableKeyId: string };
  /** Payments that told of their success, in order. */
  readonly succeeded: string[];
  /** Lets every webhook arrive and be applied. */
  settle(): Promise<void>;
  /** Makes a confirmation token, as the card fields in a browser do. */
  token(paymentMethod: string): Promise<string>;
  close(): Promise<void>;
}

export async function createHarness(): Promise<Harness> {
  const database = await createTestDatabase();
  const logger = createLogger({ level: 'silent' });
  const listener = createListener({ connectionString: database.connectionString, logger });
  await listener.start();
  const jobs = createJobQueue({ connectionString: database.connectionString, logger });
  const succeeded: string[] = [];

  const sandbox = createStripeSandbox({
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
  const shops = createShops({ db: database.db, clock: systemClock, ownOrigin: 'https://pay.example.com' });
  const payments = createPayments({
    db: database.db,
    clock: systemClock,
    logger,
    jobs,
    listener,
    catalog: shops.catalog,
    stripe,
    stripeForBrowsers: {
      publishableKey: 'pk_test_flashstudio',
      scriptUrl: `${running.url}/v3/stripe.js`,
      sandbox: true,
    },
    webhookSecrets: [WEBHOOK_SECRET, ROLLED_SECRET],
    secretKey: 'a secret key for tests, long enough to use',
    reportingTimeZone: 'UTC',
    onSucceeded: async (_, payment) => {
      succeeded.push(payment.id);
    },
  });
  await jobs.start(payments.jobs);
  const { shopId, publishableKeyId } = await openTestShop(shops);
  sandbox.control.ensureWebhookEndpoint({ url: 'http://payments.test/webhooks/stripe', secret: WEBHOOK_SECRET });
  await shops.catalog.save(shopId, {
    id: 'prod_mug',
    name: 'Ceramic mug',
    description: '',
    imageUrl: null,
    prices: { usd: 2400n, eur: 2200n, jpy: 3600n },
  });
  await shops.catalog.save(shopId, {
    id: 'prod_sticker',
    name: 'Sticker',
    description: '',
    imageUrl: null,
    prices: { usd: 10n },
  });

  return {
    database,
    sandbox,
    stripe,
    payments,
    shops,
    shop: { shopId, publishableKeyId },
    succeeded,
    async settle() {
      await sandbox.settled();
      await payments.webhooks.drain();
    },
    token: async (paymentMethod) =>
      (await stripe.testHelpers.confirmationTokens.create({ payment_method: paymentMethod })).id,
    async close() {
      await running.close();
      await sandbox.close();
      await listener.stop();
      await jobs.stop();
      await database.drop();
    },
  };
}
