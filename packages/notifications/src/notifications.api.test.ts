import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createJobQueue, type JobQueue } from '@flashstudio/jobs';
import { createLogger, systemClock } from '@flashstudio/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createMailbox,
  createNotifications,
  type MailTransport,
  type Notifications,
  type ReceiptPayload,
} from './index.ts';

let database: TestDatabase;
let jobs: JobQueue;
let notifications: Notifications;
let broken = false;

beforeAll(async () => {
  database = await createTestDatabase();
  const logger = createLogger({ level: 'silent' });
  jobs = createJobQueue({ connectionString: database.connectionString, logger });
  const mailbox = createMailbox({ db: database.db, clock: systemClock });
  const transport: MailTransport = {
    async send(mail) {
      if (broken) throw new Error('the mail server is away');
      await mailbox.send(mail);
    },
    close: async () => undefined,
  };
  notifications = createNotifications({
    db: database.db,
    clock: systemClock,
    logger,
    jobs,
    transport,
    from: 'shop@example.com',
    payments: { receipt: () => Promise.resolve(null) },
    shops: { get: () => Promise.reject(new Error('no shop is asked for here')) },
  });
  await jobs.start(notifications.jobs);
  await jobs.work();
});
afterAll(async () => {
  await jobs.stop();
  await database.drop();
});

const receipt = (paymentId: string): ReceiptPayload => ({
  shopName: 'Northwind <Goods>',
  paymentId,
  orderId: 'ord_1',
  customerName: '<img src=x onerror=alert(1)>',
  lines: [{ name: 'Ceramic mug', quantity: 2, amount: { amount: '7200', currency: 'JPY' } }],
  total: { amount: '7200', currency: 'JPY' },
  card: { brand: 'visa', last4: '4242' },
  paidAt: '2026-01-02T03:04:05.000Z',
});

const send = (paymentId: string) =>
  database.db.$transaction((tx) => notifications.sendReceipt(tx, 'ada@example.com', receipt(paymentId)));
const inbox = () => database.db.mailboxMessage.findMany();
const email = (paymentId: string) =>
  database.db.emailMessage.findUnique({ where: { dedupeKey: `receipt:${paymentId}` } });

it('sends one receipt however often success is told, with everything escaped', async () => {
  await send('pay_1');
  await send('pay_1');
  await expect.poll(async () => (await email('pay_1'))?.status, { timeout: 15_000 }).toBe('sent');
  const mails = await inbox();
  expect(mails).toHaveLength(1);
  expect(mails[0]?.subject).toBe('Your receipt from Northwind <Goods>: ¥7,200');
  expect(mails[0]?.html).not.toContain('<img src=x');
  expect(mails[0]?.text).toContain('¥7,200');
});

it('sends nothing when the transaction does not commit', async () => {
  await database.db
    .$transaction(async (tx) => {
      await notifications.sendReceipt(tx, 'ada@example.com', receipt('pay_2'));
      throw new Error('roll back');
    })
    .catch(() => undefined);
  expect(await email('pay_2')).toBeNull();
});

it('keeps what could not be sent, with the reason', async () => {
  broken = true;
  await send('pay_3');
  await expect.poll(async () => (await email('pay_3'))?.lastError, { timeout: 15_000 }).toBe('the mail server is away');
  expect(await email('pay_3')).toMatchObject({ status: 'queued', attempts: 1 });
  broken = false;
});
