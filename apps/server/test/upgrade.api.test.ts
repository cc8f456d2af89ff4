import { createHmac } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CheckoutRouter } from '@flashstudio/api';
import { createTestDatabaseBefore, type TestDatabase } from '@flashstudio/db/testing';
import { createJobQueue, defineJob, runnable } from '@flashstudio/jobs';
import { createLogger, freePort } from '@flashstudio/platform';
import { createStripeSandbox, type RunningSandbox, type StripeSandbox } from '@flashstudio/stripe-sandbox';
import { createTRPCClient, httpLink } from '@trpc/client';
import { Client } from 'pg';
import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type MailSink, startMailSink } from './mail-sink.ts';
import { type ServerProcess, spawnServer, WEBHOOK_SECRET } from './spawn-server.ts';

/** The first migration after the version that the installation is of. */
const NEXT_MIGRATION = '20261125185426_event_log';
const PAYMENT_SECRET_KEY = 'the payment secret of the first version';
const ORIGIN = 'http://localhost:4310';

interface OldPayment {
  readonly id: string;
  readonly status: string;
  readonly captured_amount: string;
  readonly stripe_payment_intent_id: string | null;
  readonly attempts: string;
  readonly failures: string;
}

let folder: string;
let database: TestDatabase;
let client: Client;
let sandbox: StripeSandbox;
let running: RunningSandbox;
let server: ServerProcess;
let mail: MailSink;
let url: string;
let before: {
  payments: readonly OldPayment[];
  webhooks: ReadonlyMap<string, { status: string; type: string }>;
  mails: ReadonlyMap<string, { status: string; sent_at: Date | null }>;
  names: ReadonlyMap<string, string | null>;
};

const fixture = (name: string) => path.join(import.meta.dirname, 'fixtures', name);
const rows = async <Row extends object>(sql: string): Promise<Row[]> => (await client.query<Row>(sql)).rows;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'flash-upgrade-'));
  database = await createTestDatabaseBefore(NEXT_MIGRATION);
  client = new Client({ connectionString: database.connectionString });
  await client.connect();
  await client.query(await readFile(fixture('first-version.sql'), 'utf8'));
  await fillJobQueue();
  before = await whatThereWas();

  const stripeFile = path.join(folder, 'stripe.jsonl');
  await copyFile(fixture('first-version-stripe.jsonl'), stripeFile);
  sandbox = createStripeSandbox({ persistTo: stripeFile });
  running = await sandbox.listen();
  mail = await startMailSink();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  sandbox.control.ensureWebhookEndpoint({ url: `${url}/webhooks/stripe`, secret: WEBHOOK_SECRET });
  // The server migrates, as the next start after the update does.
  server = await spawnServer({
    port,
    databaseUrl: database.connectionString,
    stripeUrl: running.url,
    env: { PAYMENT_SECRET_KEY, SMTP_URL: mail.url },
  });
});
afterAll(async () => {
  await server?.end('SIGKILL');
  await client.end();
  await running.close();
  await sandbox.close();
  await mail.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** The job queue as the former version left it, with a schedule and jobs of kinds that are no more. */
async function fillJobQueue(): Promise<void> {
  const jobs = createJobQueue({
    connectionString: database.connectionString,
    logger: createLogger({ level: 'silent' }),
  });
  const retry = { limit: 5, delaySeconds: 30, backoff: true };
  const former = (name: string) => defineJob({ name, schema: z.object({}), retry, handler: async () => undefined });
  const sweep = former('payments.sweep-inbox');
  await jobs.start([sweep, former('payments.sync'), former('notifications.deliver')].map(runnable));
  await jobs.schedule(sweep, '* * * * *', {});
  await jobs.stop();
  await client.query(await readFile(fixture('first-version-jobs.sql'), 'utf8'));
}

async function whatThereWas(): Promise<typeof before> {
  return {
    payments: await rows<OldPayment>(
      `SELECT p.id, p.status, p.captured_amount, p.stripe_payment_intent_id,
        (SELECT count(*) FROM payment_attempts a WHERE a.payment_id = p.id) AS attempts,
        (SELECT count(*) FROM payment_events e WHERE e.payment_id = p.id AND e.kind = 'attempt_failed') AS failures
       FROM payments p ORDER BY p.id`,
    ),
    webhooks: new Map(
      (await rows<{ id: string; status: string; type: string }>('SELECT id, status, type FROM webhook_events')).map(
        ({ id, ...event }) => [id, event],
      ),
    ),
    mails: new Map(
      (
        await rows<{ dedupe_key: string; status: string; sent_at: Date | null }>(
          'SELECT dedupe_key, status, sent_at FROM email_messages',
        )
      ).map(({ dedupe_key, ...kept }) => [dedupe_key, kept]),
    ),
    names: new Map(
      (
        await rows<{ id: string; name: string | null }>(
          'SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id',
        )
      ).map(({ id, name }) => [id, name]),
    ),
  };
}

// What is said of the installation is said of it once the server has done what there was to do.
beforeEach(async () => {
  await sandbox.settled();
  const { db } = database;
  const waiting = () => db.webhookEvent.count({ where: { status: 'received', attempts: 0 } });
  await expect.poll(waiting, { timeout: 50_000 }).toBe(0);
  const receiptsDue = async () =>
    (await db.payment.count({ where: { status: 'succeeded' } })) - (await db.emailMessage.count());
  await expect.poll(receiptsDue, { timeout: 50_000 }).toBe(0);
}, 120_000);

const eventsOf = (paymentId: string) =>
  database.db.domainEvent.findMany({ where: { subjectId: paymentId }, orderBy: { seq: 'asc' } });

describe('an installation of the first version, after the next start', () => {
  it('was one with payments in every state it knew', () => {
    expect(new Set(before.payments.map(({ status }) => status))).toEqual(
      new Set(['created', 'requires_payment_method', 'requires_action', 'processing', 'succeeded', 'canceled']),
    );
    expect([...before.webhooks.values()].filter(({ status }) => status === 'received').length).toBeGreaterThan(10);
    const mails = [...before.mails.values()].map(({ status }) => status);
    expect(mails.filter((status) => status === 'queued')).toHaveLength(2);
    expect(mails.filter((status) => status === 'sent').length).toBeGreaterThan(0);
  });

  it('applies the webhooks that waited, and keeps those that were done or given up', async () => {
    const now = await database.db.webhookEvent.findMany();
    for (const [id, was] of before.webhooks) {
      const is = now.find((event) => event.id === id);
      expect(is?.type).toBe(was.type);
      if (was.status !== 'received') expect(is?.status, id).toBe(was.status);
      expect(JSON.parse(Buffer.from(is?.body ?? []).toString())).toMatchObject({ id, type: was.type });
    }
  });

  it('has every payment, none of them further back than it was, and its money in the ledger once', async () => {
    const now = await database.db.payment.findMany({ include: { ledger: true, attempts: true } });
    for (const was of before.payments) {
      const is = now.find(({ id }) => id === was.id);
      if (is === undefined) throw new Error(`${was.id} is gone`);
      if (was.status === 'succeeded' || was.status === 'canceled') expect(is.status).toBe(was.status);
      expect(is.capturedAmount).toBeGreaterThanOrEqual(BigInt(was.captured_amount));
      expect(is.ledger.reduce((sum, { amount }) => sum + amount, 0n)).toBe(is.capturedAmount);
      expect(is.attempts.length).toBeGreaterThanOrEqual(Number(was.attempts));
      expect(is.stripePaymentIntentId ?? null).toBe(was.stripe_payment_intent_id ?? is.stripePaymentIntentId ?? null);
    }
  });

  it('tells the story of every payment in the event log, in order', async () => {
    for (const was of before.payments) {
      const events = await eventsOf(was.id);
      const types = events.map(({ type }) => type);
      expect(
        types.filter((type) => type === 'payment.created'),
        was.id,
      ).toHaveLength(1);
      expect(types[0]).toBe('payment.created');
      const isPaid = BigInt(was.captured_amount) > 0n;
      if (isPaid) expect(types.filter((type) => type === 'payment.captured')).toHaveLength(1);
      expect(types.filter((type) => type === 'payment.attempt_failed').length).toBeGreaterThanOrEqual(
        Number(was.failures),
      );
      const recorded = events.map(({ recordedAt }) => recordedAt.getTime());
      expect(recorded).toEqual(recorded.toSorted((a, b) => a - b));
      expect(new Set(events.map(({ shopId }) => shopId)).size).toBe(1);
    }
    expect(await database.db.domainEvent.count({ where: { type: 'order.placed' } })).toBe(before.payments.length);
    expect(await database.db.domainEvent.count({ where: { type: 'customer.created' } })).toBe(
      await database.db.customer.count(),
    );
  });

  it('sends no receipt twice, sends those that waited, and those of payments that succeed now', async () => {
    const unsent = () => database.db.emailMessage.count({ where: { status: { not: 'sent' } } });
    await expect.poll(unsent, { timeout: 50_000 }).toBe(0);
    const paid = await database.db.payment.findMany({ where: { status: 'succeeded' }, select: { id: true } });
    const mails = await database.db.emailMessage.findMany({ select: { dedupeKey: true } });
    expect(mails.map(({ dedupeKey }) => dedupeKey).sort()).toEqual(paid.map(({ id }) => `receipt:${id}`).sort());
    for (const [dedupeKey, was] of before.mails) {
      if (was.status !== 'sent') continue;
      const is = await database.db.emailMessage.findUniqueOrThrow({ where: { dedupeKey } });
      expect(is.sentAt).toEqual(was.sent_at);
    }
  });

  it('keeps the names its customers had with their orders, in the shop of its key', async () => {
    const orders = await database.db.order.findMany({ include: { shop: { include: { keys: true } } } });
    expect(orders).toHaveLength(before.names.size);
    for (const order of orders) {
      expect(order.customerName).toBe(before.names.get(order.id));
      expect(order.shop.keys.map(({ key }) => key)).toEqual(['pk_flashstudio_demo']);
    }
  });

  it('leaves no schedule and no jobs of kinds that are no more', async () => {
    const gone = await rows<{ name: string }>(
      `SELECT name FROM jobs.schedule WHERE name = 'payments.sweep-inbox'
       UNION ALL SELECT name FROM jobs.job WHERE name IN ('payments.sync', 'payments.sweep-inbox')`,
    );
    expect(gone).toEqual([]);
    const watched = await database.db.paymentCheck.count();
    expect(watched).toBe(await database.db.payment.count({ where: { status: { notIn: ['succeeded', 'canceled'] } } }));
  });

  it('lets a customer go on to pay where the page was left open', async () => {
    const waiting = await database.db.payment.findFirstOrThrow({
      where: { status: 'requires_payment_method', stripePaymentIntentId: { not: null }, currency: 'USD' },
    });
    const api = createTRPCClient<CheckoutRouter>({
      links: [
        httpLink({
          url: `${url}/trpc`,
          headers: { 'x-publishable-key': 'pk_flashstudio_demo', 'x-embed-origin': ORIGIN },
        }),
      ],
    });
    const stripe = new Stripe('sk_test_flashstudio', { host: '127.0.0.1', port: running.port, protocol: 'http' });
    const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
    const paymentSecret = createHmac('sha256', PAYMENT_SECRET_KEY)
      .update(`payment-secret:${waiting.id}`)
      .digest('base64url');
    const own = { paymentId: waiting.id, paymentSecret, confirmationTokenId: token.id };
    expect(await api.payments.confirm.mutate(own)).toEqual({ kind: 'succeeded', paymentId: waiting.id });
  });
});
