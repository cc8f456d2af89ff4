import type { Db, MailboxMessage } from '@flashstudio/db';
import { type Clock, createId } from '@flashstudio/platform';
import type { MailTransport } from './transport.ts';

/** Keeps mail in the database in place of sending it, for development and demos. */
export interface Mailbox extends MailTransport {
  /** Newest first, at most 100. */
  list(): Promise<readonly MailboxMessage[]>;
  get(id: string): Promise<MailboxMessage | null>;
}

/** Builds the development mailbox. */
export function createMailbox({ db, clock }: { db: Db; clock: Clock }): Mailbox {
  return {
    async send({ from, to, subject, html, text }) {
      await db.mailboxMessage.create({
        data: {
          id: createId('mail', clock),
          sender: from,
          recipient: to,
          subject,
          html,
          text,
          receivedAt: clock.now(),
        },
      });
    },
    list: () => db.mailboxMessage.findMany({ orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }], take: 100 }),
    get: (id) => db.mailboxMessage.findUnique({ where: { id } }),
    close: async () => undefined,
  };
}
