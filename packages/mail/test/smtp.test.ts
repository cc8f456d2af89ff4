import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSmtpTransport } from '../src/transports/smtp.ts';
import type { OutgoingMail } from '../src/transports/transport.ts';

const received: { to: string[]; utf8: boolean; source: string }[] = [];
let refuse = false;
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: (_, __, callback) => callback(refuse ? new Error('mailbox unavailable') : null),
  onData(stream, session, callback) {
    let source = '';
    stream.on('data', (chunk: Buffer) => {
      source += chunk.toString();
    });
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      const utf8 = mailFrom !== false && Object.hasOwn(Object(mailFrom.args), 'SMTPUTF8');
      received.push({ to: rcptTo.map(({ address }) => address), utf8, source });
      callback();
    });
  },
});
let url = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `smtp://127.0.0.1:${address.port}`;
});
beforeEach(() => {
  received.length = 0;
  refuse = false;
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

const mail: OutgoingMail = {
  messageId: '<mail_1@flashstudio-payments>',
  from: 'Shop <shop@example.com>',
  to: 'ada@example.com',
  subject: 'Your receipt',
  html: '<p>Thank you</p>',
  text: 'Thank you',
};

describe('mail over SMTP', () => {
  it('carries both parts and the Message-ID we chose', async () => {
    const transport = createSmtpTransport(url);
    await transport.send(mail);
    await transport.close();
    expect(received).toHaveLength(1);
    expect(received[0]?.to).toEqual(['ada@example.com']);
    expect(received[0]?.source).toContain('Message-ID: <mail_1@flashstudio-payments>');
    expect(received[0]?.source).toContain('text/plain');
    expect(received[0]?.source).toContain('text/html');
  });

  it.each([
    ['müller@xn--bcher-kva.example', 'müller@bücher.example', true],
    ['用户@xn--fsqu00a.xn--4rr70v', '用户@例子.广告', true],
    ['ada@xn--bcher-kva.example', 'ada@bücher.example', false],
  ])('reaches %s', async (to, reached, utf8) => {
    const transport = createSmtpTransport(url);
    await transport.send({ ...mail, to });
    await transport.close();
    expect(received.at(-1)).toMatchObject({ to: [reached], utf8 });
  });

  it('that the server refuses is told of, so that the outbox tries again', async () => {
    refuse = true;
    const transport = createSmtpTransport(url);
    await expect(transport.send(mail)).rejects.toThrow('mailbox unavailable');
    await transport.close();
    expect(received).toEqual([]);
  });
});
