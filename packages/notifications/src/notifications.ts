import { type AnyTx, type DbOf, joinTx } from '@flashstudio/db';
import type { Subscription } from '@flashstudio/events';
import { defineJob, type JobQueue, type RunnableJob, runnable } from '@flashstudio/jobs';
import { type Clock, createId, type Logger } from '@flashstudio/platform';
import { z } from 'zod';
import { type ReceiptSources, receiptSubscription } from './receipts.ts';
import { renderReceipt } from './render-receipt.ts';
import { type ReceiptPayload, receiptPayload } from './templates/payment-receipt.tsx';
import type { MailTransport } from './transports/transport.ts';

export interface NotificationsDeps extends ReceiptSources {
  readonly db: DbOf<'notifications'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly jobs: JobQueue;
  readonly transport: MailTransport;
  /** Sender, for example `Northwind <receipts@example.com>`. */
  readonly from: string;
}

export interface Notifications {
  readonly subscriptions: readonly Subscription[];
  /** Decides, in the caller's transaction, that a receipt goes out. A second receipt for the same payment never does. */
  sendReceipt(tx: AnyTx, to: string, payload: ReceiptPayload): Promise<void>;
  readonly jobs: readonly RunnableJob[];
}

const MAX_ATTEMPTS = 5;

/** Builds the outbox of e-mails: written with what they tell of, sent afterwards, at least once. */
export function createNotifications(deps: NotificationsDeps): Notifications {
  const deliver = defineJob({
    name: 'notifications.deliver',
    schema: z.object({ emailId: z.string() }),
    retry: { limit: MAX_ATTEMPTS - 1, delaySeconds: 30, backoff: true },
    handler: ({ emailId }) => deliverEmail(deps, emailId),
  });

  const outbox = {
    async sendReceipt(tx: AnyTx, to: string, payload: ReceiptPayload) {
      const id = createId('mail', deps.clock);
      const { count } = await joinTx<'notifications'>(tx).emailMessage.createMany({
        data: [
          {
            id,
            dedupeKey: `receipt:${payload.paymentId}`,
            recipient: to,
            template: 'payment-receipt',
            payload: receiptPayload.parse(payload),
            createdAt: deps.clock.now(),
          },
        ],
        skipDuplicates: true,
      });
      if (count === 1) await deps.jobs.enqueue(deliver, { emailId: id }, { tx });
    },
  };
  return { ...outbox, subscriptions: [receiptSubscription({ ...deps, outbox })], jobs: [runnable(deliver)] };
}

async function deliverEmail({ db, clock, transport, from }: NotificationsDeps, emailId: string): Promise<void> {
  const email = await db.emailMessage.findUnique({ where: { id: emailId } });
  if (email === null || email.status !== 'queued') return;
  const payload = receiptPayload.parse(email.payload);
  try {
    await transport.send({
      messageId: `<${email.id}@flashstudio-payments>`,
      from,
      to: email.recipient,
      ...(await renderReceipt(payload)),
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
