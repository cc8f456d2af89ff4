import { createHints, createListener, type Hints } from '@flashstudio/db';
import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { appendEvents, createEventLog, type EventLog } from '@flashstudio/events';
import { createTestJobQueue, type TestJobQueue } from '@flashstudio/jobs/testing';
import { createMail, createMailbox } from '@flashstudio/mail';
import { money } from '@flashstudio/money';
import { paymentCaptured, type ReceiptFacts } from '@flashstudio/payments';
import { createLogger, createTestClock, systemScheduler } from '@flashstudio/platform';
import { createAuditRecorder } from '@flashstudio/rpc/testing';
import { createShops } from '@flashstudio/shops';
import { openTestShop } from '@flashstudio/shops/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNotifications, receiptTemplate } from '../src/index.ts';

const clock = createTestClock('2026-01-02T03:05:00Z');
const logger = createLogger({ level: 'silent' });

let database: TestDatabase;
let jobs: TestJobQueue;
let events: EventLog;
let hints: Hints;
let readers: ReturnType<EventLog['runner']>;
let closeListener: () => Promise<void>;
/** What the payments capability knows of each payment. */
const receipts = new Map<string, ReceiptFacts>();
let facts: Omit<ReceiptFacts, 'paymentId'>;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db, connectionString } = database;
  const listener = createListener({ connectionString, logger });
  await listener.start();
  closeListener = () => listener.stop();
  jobs = createTestJobQueue({ connectionString, logger, clock });
  // Readers wait for transactions of other tests, which hold their events back: no test's clock moves those.
  const scheduler = systemScheduler;
  hints = createHints({ listener, scheduler, logger });
  events = createEventLog({ db, clock, logger, hints, scheduler });
  await events.start();
  const shops = createShops({ db, clock, audit: createAuditRecorder(), ownOrigin: 'https://pay.test' });
  const { shopId } = await openTestShop(shops, { name: 'Northwind <Goods>', timeZone: 'America/New_York' });
  const mail = createMail({
    db,
    clock,
    jobs,
    transport: createMailbox({ db, clock }),
    from: 'shop@example.com',
    templates: [receiptTemplate],
  });
  await jobs.start(mail.jobs);
  const payments = { receipt: (id: string) => Promise.resolve(receipts.get(id) ?? null) };
  readers = events.runner(createNotifications({ mail, payments, shops }).subscriptions);
  facts = {
    orderId: 'ord_1',
    shopId,
    recipient: 'ada@example.com',
    customerName: '<img src=x onerror=alert(1)>',
    lines: [{ name: 'Ceramic mug', quantity: 2, amount: money(7_200n, 'JPY') }],
    total: money(7_200n, 'JPY'),
    card: { brand: 'visa', last4: '4242' },
    paidAt: new Date('2026-01-02T03:04:05Z'),
  };
});
afterAll(async () => {
  await readers.stop();
  await events.stop();
  hints.stop();
  await jobs.stop();
  await closeListener();
  await database.drop();
});

async function capture(paymentId: string): Promise<void> {
  const captured = paymentCaptured.create({
    subjectId: paymentId,
    shopId: facts.shopId,
    actor: { kind: 'stripe', id: null },
    cause: {},
    data: { amount: 7_200n, currency: 'JPY', orderId: 'ord_1', customerId: 'cus_1', chargeId: 'ch_1', card: null },
  });
  await database.db.$transaction((tx) => appendEvents(tx, [captured], { clock }));
  await readers.drain();
}

const receiptOf = (paymentId: string) =>
  database.db.emailMessage.findUnique({ where: { dedupeKey: `receipt:${paymentId}` } });

describe('a receipt', () => {
  it('goes to the customer once however often the capture is told, and says what was paid, with what and when', async () => {
    receipts.set('pay_1', { ...facts, paymentId: 'pay_1' });
    await database.db.mailboxMessage.deleteMany();
    await capture('pay_1');
    await capture('pay_1');
    await jobs.runDue();
    expect(await receiptOf('pay_1')).toMatchObject({ status: 'sent', recipient: 'ada@example.com' });
    const mails = await database.db.mailboxMessage.findMany();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({
      recipient: 'ada@example.com',
      subject: 'Your receipt from Northwind <Goods>: ¥7,200',
    });
    expect(mails[0]?.html).not.toContain('<img src=x');
    for (const words of ['2 × Ceramic mug', '¥7,200', 'Visa ending in 4242', 'January 1, 2026', 'ord_1']) {
      expect(mails[0]?.text).toContain(words);
    }
  });

  it('goes to nobody when no customer is known', async () => {
    await capture('pay_2');
    expect(await receiptOf('pay_2')).toBeNull();
  });

  it('is not sent again to who got one before there was an event log', async () => {
    receipts.set('pay_3', { ...facts, paymentId: 'pay_3' });
    await database.db.mailboxMessage.deleteMany();
    await database.db.emailMessage.create({
      data: {
        id: 'mail_before',
        dedupeKey: 'receipt:pay_3',
        recipient: 'ada@example.com',
        template: 'payment-receipt',
        payload: {},
        status: 'sent',
        createdAt: clock.now(),
        sentAt: clock.now(),
      },
    });
    await capture('pay_3');
    await jobs.runDue();
    expect(await receiptOf('pay_3')).toMatchObject({ id: 'mail_before' });
    expect(await database.db.mailboxMessage.count()).toBe(0);
  });

  it('greets nobody by what is more than a name, kept before or now, and says all else', async () => {
    const customerName = 'your refund failed, sign in at http://evil.example';
    receipts.set('pay_name', { ...facts, customerName, recipient: 'eve@example.com', paymentId: 'pay_name' });
    await capture('pay_name');
    const kept = await receiptOf('pay_name');
    expect(JSON.stringify(kept?.payload)).not.toContain('evil');
    const payload = { ...Object(kept?.payload), customerName };
    await database.db.emailMessage.update({ where: { dedupeKey: 'receipt:pay_name' }, data: { payload } });
    await jobs.runDue();
    const sent = await database.db.mailboxMessage.findFirstOrThrow({ where: { recipient: 'eve@example.com' } });
    expect(sent.html + sent.text + sent.subject).not.toContain('evil');
    expect(sent.text).toContain('THANK YOU');
    expect(sent.text).toContain('2 × Ceramic mug');
  });
});
