import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createJobQueue, type JobQueue } from '@flashstudio/jobs';
import { createLogger, systemClock } from '@flashstudio/platform';
import { createElement } from 'react';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

let database: TestDatabase;
let jobs: JobQueue;
let mail: Mail;
let broken = false;

beforeAll(async () => {
  database = await createTestDatabase();
  jobs = createJobQueue({ connectionString: database.connectionString, logger: createLogger({ level: 'silent' }) });
  const mailbox = createMailbox({ db: database.db, clock: systemClock });
  const transport: MailTransport = {
    async send(outgoing) {
      if (broken) throw new Error('the mail server is away');
      await mailbox.send(outgoing);
    },
    close: async () => undefined,
  };
  mail = createMail({
    db: database.db,
    clock: systemClock,
    jobs,
    transport,
    from: 'shop@example.com',
    templates: [greeting],
  });
  await jobs.start(mail.jobs);
  await jobs.work();
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
  await expect.poll(async () => (await email('greeting:1'))?.status, { timeout: 15_000 }).toBe('sent');
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
  await database.db
    .$transaction(async (tx) => {
      await mail.send(tx, {
        dedupeKey: 'greeting:2',
        to: 'ada@example.com',
        template: greeting,
        payload: { name: 'A' },
      });
      throw new Error('roll back');
    })
    .catch(() => undefined);
  expect(await email('greeting:2')).toBeNull();
});

it('a mail that could not be sent is kept, with the reason', async () => {
  broken = true;
  await greet('greeting:3');
  await expect
    .poll(async () => (await email('greeting:3'))?.lastError, { timeout: 15_000 })
    .toBe('the mail server is away');
  expect(await email('greeting:3')).toMatchObject({ status: 'queued', attempts: 1 });
  broken = false;
});

it('a mail of a kind that the outbox could not render is refused at once', async () => {
  const sent = database.db.$transaction((tx) =>
    mail.send(tx, { dedupeKey: 'unknown:1', to: 'ada@example.com', template: unknown, payload: {} }),
  );
  await expect(sent).rejects.toThrow('unknown');
  expect(await email('unknown:1')).toBeNull();
});
