import { createTransport } from 'nodemailer';
import type { MailTransport } from './transport.ts';

/** Sends over SMTP, with pooled connections; `url` as in smtps://user:password@smtp.example.com */
export function createSmtpTransport(url: string): MailTransport {
  const smtp = createTransport(url);
  return {
    async send({ messageId, ...mail }) {
      await smtp.sendMail({ ...mail, messageId });
    },
    async close() {
      smtp.close();
    },
  };
}
