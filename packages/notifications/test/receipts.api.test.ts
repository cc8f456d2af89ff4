import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createMail, createMailbox } from '@flashstudio/mail';
import { createJobQueue, createLogger, type JobQueue, systemClock } from '@flashstudio/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNotifications, type Notifications, type PaidOrder, receiptTemplate } from '../src/index.ts';

const order: PaidOrder = {
  orderId: 'ord_1',
  shopName: 'Northwind <Goods>',
  customer: { email: 'ada@example.com', name: '<img src=x onerror=alert(1)>' },
  lines: [{ name: 'Ceramic mug', quantity: 2, amount: 7_200n }],
  total: 7_200n,
  currency: 'JPY',
  card: { brand: 'visa', last4: '4242' },
  paidAt: new Date('2026-01-02T03:04:05Z'),
};

let database: TestDatabase;
let jobs: JobQueue;
let notifications: Notifications;
const orders = new Map<string, PaidOrder>();

beforeAll(async () => {
  database = await createTestDatabase();
  jobs = createJobQueue({ connectionString: database.connectionString, logger: createLogger({ level: 'silent' }) });
  const mail = createMail({
    db: database.db,
    clock: systemClock,
    jobs,
    transport: createMailbox({ db: database.db, clock: systemClock }),
    from: 'shop@example.com',
    templates: [receiptTemplate],
  });
  notifications = createNotifications({ mail, paidOrder: async (_, paymentId) => orders.get(paymentId) ?? order });
  await jobs.start(mail.jobs);
  await jobs.work();
});
afterAll(async () => {
  await jobs.stop();
  await database.drop();
});

const capture = (paymentId: string) => database.db.$transaction((tx) => notifications.paymentCaptured(tx, paymentId));
const receipt = (paymentId: string) =>
  database.db.emailMessage.findUnique({ where: { dedupeKey: `receipt:${paymentId}` } });

describe('a receipt', () => {
  it('goes to the customer once however often the capture is told, and says what was paid, with what and when', async () => {
    await capture('pay_1');
    await capture('pay_1');
    await expect.poll(async () => (await receipt('pay_1'))?.status, { timeout: 15_000 }).toBe('sent');
    const mails = await database.db.mailboxMessage.findMany();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      recipient: 'ada@example.com',
      subject: 'Your receipt from Northwind <Goods>: ¥7,200',
    });
    expect(mails[0]?.html).not.toContain('<img src=x');
    for (const words of ['2 × Ceramic mug', '¥7,200', 'Visa ending in 4242', 'January 2, 2026', 'ord_1']) {
      expect(mails[0]?.text).toContain(words);
    }
  });

  it('goes to nobody when no customer is known', async () => {
    orders.set('pay_2', { ...order, customer: null });
    await capture('pay_2');
    expect(await receipt('pay_2')).toBeNull();
  });
});
