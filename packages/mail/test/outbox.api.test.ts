import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createTestJobQueue, type TestJobQueue } from '@flashstudio/jobs/testing';
import { createLogger, createTestClock } from '@flashstudio/platform';
import { createElement } from 'react';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { createMail, createMailbox, defineTemplate, type Mail, type MailTransport } from '../src/index.ts';

const greeting = defineTemplate({
  name: 'greeting',
  payload: z.object({ name: z.string() }),
  subject: ({ name }) => `Hello ${name}`,
  body: ({ name }) => createElement('p', null, `Dear ${name}, welcome.`),
});
const unknown = defineTemplate({
  name: 'unknown',
  payload: z.object({}),
  subject: () => '',
  body: () => createElement('p'),
});

const clock = createTestClock('2026-01-01T00:00:00Z');
let database: TestDatabase;
let jobs: TestJobQueue;
let mail: Mail;
let broken = false;

beforeAll(async () => {
  database = await createTestDatabase();
  const { db, connectionString } = database;
  jobs = createTestJobQueue({ connectionString, logger: createLogger({ level: 'silent' }), clock });
  const mailbox = createMailbox({ db, clock });
  const transport: MailTransport = {
    async send(outgoing) {
      if (broken) throw new Error('the mail server is away');
      await mailbox.send(outgoing);
    },
    close: async () => undefined,
  };
  mail = createMail({ db, clock, jobs, transport, from: 'shop@example.com', templates: [greeting] });
  await jobs.start(mail.jobs);
});
beforeEach(async () => {
  broken = false;
  await jobs.runDue();
  await database.db.mailboxMessage.deleteMany();
});
afterAll(async () => {
  await jobs.stop();
  await database.drop();
});

const greet = (dedupeKey: string, name = 'Ada') =>
  database.db.$transaction((tx) =>
    mail.send(tx, { dedupeKey, to: 'ada@example.com', template: greeting, payload: { name } }),
  );
const email = (dedupeKey: string) => database.db.emailMessage.findUnique({ where: { dedupeKey } });

it('a mail that is decided on twice is sent once, with everything in it escaped', async () => {
  expect(await greet('greeting:1', '<img src=x onerror=alert(1)>')).toBe(true);
  expect(await greet('greeting:1', 'Grace')).toBe(false);
  await jobs.runDue();
  expect(await email('greeting:1')).toMatchObject({ status: 'sent', sentAt: clock.now() });
  const mails = await database.db.mailboxMessage.findMany();
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({
    sender: 'shop@example.com',
    recipient: 'ada@example.com',
    subject: 'Hello <img src=x onerror=alert(1)>',
    text: 'Dear <img src=x onerror=alert(1)>, welcome.',
  });
  expect(mails[0]?.html).not.toContain('<img src=x');
});

it('a mail is not sent when the transaction that decided on it does not commit', async () => {
  const rolledBack = database.db.$transaction(async (tx) => {
    await mail.send(tx, { dedupeKey: 'greeting:2', to: 'ada@example.com', template: greeting, payload: { name: 'A' } });
    throw new Error('roll back');
  });
  await expect(rolledBack).rejects.toThrow('roll back');
  expect(await jobs.runDue()).toEqual([]);
  expect(await email('greeting:2')).toBeNull();
});

it('a mail that could not be sent is kept with the reason, and sent when the mail server is back', async () => {
  broken = true;
  await greet('greeting:3');
  await jobs.runDue();
  expect(await email('greeting:3')).toMatchObject({
    status: 'queued',
    attempts: 1,
    lastError: 'the mail server is away',
  });
  expect(await database.db.mailboxMessage.count()).toBe(0);
  broken = false;
  clock.advance(60 * 60_000);
  await jobs.runDue();
  expect(await email('greeting:3')).toMatchObject({ status: 'sent', attempts: 2 });
  expect(await database.db.mailboxMessage.count()).toBe(1);
});

it('a mail that could not be sent five times is given up, with the last reason', async () => {
  broken = true;
  await greet('greeting:4');
  for (let tried = 0; tried < 6; tried += 1) {
    await jobs.runDue();
    clock.advance(24 * 60 * 60_000);
  }
  expect(await email('greeting:4')).toMatchObject({
    status: 'failed',
    attempts: 5,
    lastError: 'the mail server is away',
    sentAt: null,
  });
});

it('a mail of a kind that the outbox could not render is refused at once', async () => {
  const sent = database.db.$transaction((tx) =>
    mail.send(tx, { dedupeKey: 'unknown:1', to: 'ada@example.com', template: unknown, payload: {} }),
  );
  await expect(sent).rejects.toThrow('unknown');
  expect(await email('unknown:1')).toBeNull();
});
