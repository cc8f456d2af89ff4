import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createTestJobQueue, type TestJobQueue } from '@flashstudio/jobs/testing';
import { createLogger, createTestClock, type TestClock } from '@flashstudio/platform';
import { createElement } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createMail, createMailbox, defineTemplate, type Mail, type OutgoingMail } from '../src/index.ts';

const greeting = defineTemplate({
  name: 'greeting',
  payload: z.object({ name: z.string() }),
  subject: ({ name }) => `Hello ${name}`,
  body: ({ name }) => createElement('p', null, `Dear ${name}, welcome.`),
});

let database: TestDatabase;
let clock: TestClock;
let jobs: TestJobQueue;
let mail: Mail;
/** Whatever was handed to the mail server, refused or not. */
let handedOver: OutgoingMail[];
let isAway: boolean;

beforeEach(async () => {
  database = await createTestDatabase();
  const { db, connectionString } = database;
  clock = createTestClock('2026-01-02T03:04:05Z');
  handedOver = [];
  isAway = false;
  jobs = createTestJobQueue({ connectionString, logger: createLogger({ level: 'silent' }), clock });
  mail = createMail({
    db,
    clock,
    jobs,
    transport: {
      async send(outgoing) {
        handedOver.push(outgoing);
        if (isAway) throw new Error('the mail server is away');
      },
      close: async () => undefined,
    },
    from: 'shop@example.com',
    templates: [greeting],
  });
  await jobs.start(mail.jobs);
});
afterEach(async () => {
  await jobs.stop();
  await database.drop();
});

const ORDER = { dedupeKey: 'greeting:1', to: 'ada@example.com', template: greeting, payload: { name: 'Ada' } };
const greet = () => database.db.$transaction((tx) => mail.send(tx, ORDER));
const email = () => database.db.emailMessage.findUniqueOrThrow({ where: { dedupeKey: ORDER.dedupeKey } });

describe('a mail in the outbox', () => {
  it('goes out after the transaction that decided on it has committed, and not before', async () => {
    await database.db.$transaction(async (tx) => {
      await mail.send(tx, ORDER);
      expect(await jobs.runDue()).toEqual([]);
    });
    expect(await jobs.runDue()).toMatchObject([{ attempt: 1, error: undefined }]);
    expect(await email()).toMatchObject({ status: 'sent', attempts: 1, sentAt: clock.now(), lastError: null });
    expect(handedOver).toEqual([
      {
        messageId: `<${(await email()).id}@flashstudio-payments>`,
        from: 'shop@example.com',
        to: 'ada@example.com',
        subject: 'Hello Ada',
        html: expect.stringContaining('Dear Ada, welcome.'),
        text: 'Dear Ada, welcome.',
      },
    ]);
  });

  it('leaves no job behind when its transaction rolls back', async () => {
    const rolledBack = database.db.$transaction(async (tx) => {
      await mail.send(tx, ORDER);
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    expect(await jobs.runDue()).toEqual([]);
  });

  it('is not sent a second time by a job that is run again, as after a crash', async () => {
    await greet();
    await jobs.runDue();
    const [job] = mail.jobs;
    await job?.run({ emailId: (await email()).id }, { id: 'again', attempt: 2, signal: new AbortController().signal });
    expect(handedOver).toHaveLength(1);
    expect(await email()).toMatchObject({ status: 'sent', attempts: 1 });
  });

  it('is tried again when the mail server was away, under the Message-ID it had', async () => {
    isAway = true;
    await greet();
    expect(await jobs.runDue()).toMatchObject([{ attempt: 1, error: new Error('the mail server is away') }]);
    expect(await email()).toMatchObject({
      status: 'queued',
      attempts: 1,
      sentAt: null,
      lastError: 'the mail server is away',
    });
    isAway = false;
    clock.advance(60_000);
    expect(await jobs.runDue()).toMatchObject([{ attempt: 2, error: undefined }]);
    expect(await email()).toMatchObject({ status: 'sent', attempts: 2, sentAt: clock.now(), lastError: null });
    expect(new Set(handedOver.map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('is given up after five tries, and never tried again', async () => {
    isAway = true;
    await greet();
    let tries = 0;
    for (let hour = 0; hour < 24; hour += 1) {
      const { length } = await jobs.runDue();
      tries += length;
      expect((await email()).status).toBe(tries < 5 ? 'queued' : 'failed');
      clock.advance(60 * 60_000);
    }
    expect(tries).toBe(5);
    expect(await email()).toMatchObject({ status: 'failed', attempts: 5, lastError: 'the mail server is away' });
  });
});

describe('the development mailbox', () => {
  it('shows the newest mail first, and no more than a hundred', async () => {
    const mailbox = createMailbox({ db: database.db, clock });
    const letter = {
      messageId: '<1@x>',
      from: 'shop@example.com',
      to: 'ada@example.com',
      html: '<p>Hi</p>',
      text: 'Hi',
    };
    for (let count = 1; count <= 101; count += 1) {
      clock.advance(1_000);
      await mailbox.send({ ...letter, subject: `Mail ${count}` });
    }
    const subjects = (await mailbox.list()).map(({ subject }) => subject);
    expect(subjects).toHaveLength(100);
    expect([subjects[0], subjects[1], subjects.at(-1)]).toEqual(['Mail 101', 'Mail 100', 'Mail 2']);
    const [newest] = await mailbox.list();
    expect(await mailbox.get(newest?.id ?? '')).toMatchObject({
      sender: 'shop@example.com',
      recipient: 'ada@example.com',
      html: '<p>Hi</p>',
      text: 'Hi',
      receivedAt: clock.now(),
    });
    expect(await mailbox.get('mail_none')).toBeNull();
  });
});
