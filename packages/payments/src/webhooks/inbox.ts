import { type Db, notify, type Prisma, type Tx } from '@flashstudio/db';
import type { Clock } from '@flashstudio/platform';
import type Stripe from 'stripe';

/** Wakes the applier of every replica when an event has been stored. */
export const INBOX_CHANNEL = 'webhook_inbox';

/** An event taken from the inbox, and how often it has been tried before. */
export interface InboxEvent {
  readonly event: Stripe.Event;
  readonly attempts: number;
}

export interface Inbox {
  /** Stores an event durably before the 200; `false` when it was stored before (Stripe delivers at least once). */
  store(event: Stripe.Event): Promise<boolean>;
  /** Ids of events that are due, oldest of Stripe's history first. */
  due(limit: number): Promise<readonly string[]>;
  /** Takes a due event for this transaction; null when another replica has it or it is done. */
  take(tx: Tx, id: string): Promise<InboxEvent | null>;
  /** Marks the event done in the transaction that applied it. */
  finish(tx: Tx, id: string, status: 'applied' | 'ignored', outcome: string): Promise<void>;
  /** Puts the event off with exponential backoff; after the last attempt it is `failed` and waits for a person. */
  putOff(id: string, attempts: number, reason: string): Promise<'retrying' | 'failed'>;
}

const MAX_ATTEMPTS = 12;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 10 * 60_000;

/** Builds the inbox over the database. */
export function createInbox({ db, clock }: { db: Db; clock: Clock }): Inbox {
  return {
    async store(event) {
      const now = clock.now();
      return db.$transaction(async (tx) => {
        const { count } = await tx.webhookEvent.createMany({
          data: [
            {
              id: event.id,
              type: event.type,
              subject: subjectOf(event),
              payload: toJson(event),
              stripeCreatedAt: new Date(event.created * 1000),
              receivedAt: now,
              nextAttemptAt: now,
            },
          ],
          skipDuplicates: true,
        });
        if (count === 1) await notify(tx, INBOX_CHANNEL, event.id);
        return count === 1;
      });
    },

    async due(limit) {
      const rows = await db.webhookEvent.findMany({
        where: { status: 'received', nextAttemptAt: { lte: clock.now() } },
        orderBy: [{ stripeCreatedAt: 'asc' }, { receivedAt: 'asc' }],
        select: { id: true },
        take: limit,
      });
      return rows.map((row) => row.id);
    },

    async take(tx, id) {
      const rows = await tx.$queryRaw<{ payload: Stripe.Event; attempts: number }[]>`
        SELECT payload, attempts FROM webhook_events
        WHERE id = ${id} AND status = 'received'
        FOR UPDATE SKIP LOCKED`;
      const row = rows[0];
      return row === undefined ? null : { event: row.payload, attempts: row.attempts };
    },

    async finish(tx, id, status, outcome) {
      await tx.webhookEvent.update({
        where: { id },
        data: { status, outcome, attempts: { increment: 1 }, lastError: null, appliedAt: clock.now() },
      });
    },

    async putOff(id, attempts, reason) {
      const tried = attempts + 1;
      const status = tried >= MAX_ATTEMPTS ? ('failed' as const) : ('received' as const);
      const delay = Math.min(FIRST_DELAY_MS * 2 ** attempts, LONGEST_DELAY_MS);
      await db.webhookEvent.updateMany({
        where: { id, status: 'received' },
        data: { status, attempts: tried, lastError: reason, nextAttemptAt: new Date(clock.now().getTime() + delay) },
      });
      return status === 'failed' ? 'failed' : 'retrying';
    },
  };
}

/** The payment intent an event is about, or else the event's object. */
function subjectOf(event: Stripe.Event): string {
  const { object } = event.data;
  if ('payment_intent' in object && typeof object.payment_intent === 'string') return object.payment_intent;
  return 'id' in object && typeof object.id === 'string' ? object.id : event.id;
}

/** An event is JSON by nature: it was parsed from the request's body. */
function toJson(event: Stripe.Event): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(event));
}
