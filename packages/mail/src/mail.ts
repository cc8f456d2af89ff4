import { type AnyTx, type DbOf, joinTx, type Prisma } from '@flashstudio/db';
import { defineJob, type JobQueue, type RunnableJob, runnable } from '@flashstudio/jobs';
import { type Clock, createId } from '@flashstudio/platform';
import { z } from 'zod';
import type { MailTemplate, StoredTemplate } from './template.ts';
import type { MailTransport } from './transports/transport.ts';

export interface MailDeps {
  readonly db: DbOf<'mail'>;
  readonly clock: Clock;
  readonly jobs: JobQueue;
  readonly transport: MailTransport;
  /** Sender, for example `Northwind <receipts@example.com>`. */
  readonly from: string;
  /** Every kind of mail that may wait in the outbox. */
  readonly templates: readonly StoredTemplate[];
}

export interface MailOrder<Payload extends Prisma.InputJsonObject> {
  /** The same key never sends twice, for example `receipt:pay_…`. */
  readonly dedupeKey: string;
  readonly to: string;
  readonly template: MailTemplate<Payload>;
  readonly payload: NoInfer<Payload>;
}

export interface Mail {
  /**
   * Decides, in the caller's transaction, that a mail goes out; false when one with the same key was decided before.
   * Throws when the payload does not fit, or the template is not among those the outbox knows.
   */
  send<Payload extends Prisma.InputJsonObject>(tx: AnyTx, order: MailOrder<Payload>): Promise<boolean>;
  readonly jobs: readonly RunnableJob[];
}

const MAX_ATTEMPTS = 5;

/** Builds the outbox of e-mails: written with what they tell of, sent afterwards, at least once. */
export function createMail(deps: MailDeps): Mail {
  const templates = new Map(deps.templates.map((template) => [template.name, template]));
  const deliver = defineJob({
    // The queue's name from when the outbox was a part of notifications: jobs of that time may still wait in it.
    name: 'notifications.deliver',
    schema: z.object({ emailId: z.string() }),
    retry: { limit: MAX_ATTEMPTS - 1, delaySeconds: 30, backoff: true },
    handler: ({ emailId }) => deliverEmail(deps, templates, emailId),
  });

  return {
    async send(tx, { dedupeKey, to, template, payload }) {
      if (!templates.has(template.name)) throw new Error(`the outbox does not know the template ${template.name}`);
      const id = createId('mail', deps.clock);
      const { count } = await joinTx<'mail'>(tx).emailMessage.createMany({
        data: [
          {
            id,
            dedupeKey,
            recipient: to,
            template: template.name,
            payload: template.keep(payload),
            createdAt: deps.clock.now(),
          },
        ],
        skipDuplicates: true,
      });
      if (count === 1) await deps.jobs.enqueue(deliver, { emailId: id }, { tx });
      return count === 1;
    },
    jobs: [runnable(deliver)],
  };
}

async function deliverEmail(
  { db, clock, transport, from }: MailDeps,
  templates: ReadonlyMap<string, StoredTemplate>,
  emailId: string,
): Promise<void> {
  const email = await db.emailMessage.findUnique({ where: { id: emailId } });
  if (email === null || email.status !== 'queued') return;
  try {
    const template = templates.get(email.template);
    if (template === undefined) throw new Error(`there is no template ${email.template}`);
    await transport.send({
      messageId: `<${email.id}@flashstudio-payments>`,
      from,
      to: email.recipient,
      ...(await template.render(email.payload)),
    });
  } catch (error) {
    const attempts = email.attempts + 1;
    await db.emailMessage.update({
      where: { id: emailId },
      data: {
        attempts,
        lastError: error instanceof Error ? error.message : String(error),
        status: attempts >= MAX_ATTEMPTS ? 'failed' : 'queued',
      },
    });
    throw error;
  }
  await db.emailMessage.update({
    where: { id: emailId },
    data: { status: 'sent', attempts: email.attempts + 1, sentAt: clock.now(), lastError: null },
  });
}
