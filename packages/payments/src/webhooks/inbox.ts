import { type Sql, type SqlRunner, type SqlTx, type Statement, sqlBytes, sqlJson } from '@flashstudio/db';
import type { Clock } from '@flashstudio/platform';
import { createBatcher } from './batcher.ts';
import type { InboxEntry } from './read-event.ts';

/** An event that is due, and the payment it is about, if it is one of ours. */
export interface DueEvent {
  readonly id: string;
  readonly subject: string;
  readonly paymentId: string | null;
}

/** An event this transaction has taken: nobody else applies it. */
export interface TakenEvent {
  readonly id: string;
  readonly subject: string;
  readonly body: string;
  readonly attempts: number;
}

/** What became of an event. */
export interface FinishedEvent {
  readonly id: string;
  readonly status: 'applied' | 'ignored';
  readonly outcome: string;
}

/** How an event came to stand in the inbox. */
export type StoredAs = 'waiting' | 'done' | 'duplicate';

/** What is said of an event that is about nothing of ours. */
export const NOT_OURS = 'not about a payment of this platform';

/** The durable inbox of signed Stripe events: stored before the 200, applied afterwards. */
export interface Inbox {
  /**
   * Stores an event durably, and tells whether it waits to be applied, is done with already because it is about nothing
   * of ours, or was stored before (Stripe delivers at least once). Shares its commit with whoever arrives meanwhile.
   */
  store(entry: InboxEntry): Promise<StoredAs>;
  /** Events that are due, those waiting longest first. */
  due(limit: number): Promise<readonly DueEvent[]>;
  /** Takes everything that waits for these subjects, oldest of Stripe's history first, but for what was put off. */
  take(tx: SqlTx, events: readonly DueEvent[]): Promise<readonly TakenEvent[]>;
  /** Marks events done, in the transaction that applied them. */
  finish(on: SqlRunner, events: readonly FinishedEvent[]): Promise<void>;
  /** Puts an event off with exponential backoff; after the last attempt it is `failed` and waits for a person. */
  putOff(id: string, reason: string): Promise<'retrying' | 'failed' | 'gone'>;
  /** How the inbox stands: events waiting, of them overdue by more than a minute, and given up. */
  health(): Promise<{ readonly waiting: number; readonly failed: number; readonly oldestWaitingMs: number }>;
}

const MAX_ATTEMPTS = 12;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 10 * 60_000;

/** Rows of one insert: what a few milliseconds of the busiest hour bring. */
const MAX_BATCH = 200;

/** While one waits for the disk, another is on its way. */
const WRITES_AT_ONCE = 2;

/**
 * Tells nothing that the answer to our own request did not tell. It waits a while for company, so that the events of a
 * payment are applied together; alone it still heals a request whose answer was lost.
 */
const IN_NO_HURRY = new Set(['payment_intent.created', 'charge.updated']);
const NO_HURRY_MS = 5_000;

const STORE: Statement = {
  name: 'inbox.store',
  // An account may serve other systems as well, whose events can be many: they are known at once and cost nothing later.
  text: `INSERT INTO webhook_events (id, type, subject, payment_ref, api_version, body, status, outcome, attempts, stripe_created_at,
      received_at, next_attempt_at, applied_at)
    SELECT n.id, n.type, n.subject, n.ref, n.version, n.body,
      CASE WHEN n.unreadable IS NOT NULL THEN 'failed' WHEN n.foreign THEN 'ignored' ELSE 'received' END::"WebhookStatus",
      CASE WHEN n.foreign THEN '${NOT_OURS}' ELSE n.unreadable END, 0, n.created, $9::timestamptz, n.due,
      CASE WHEN n.foreign THEN $9::timestamptz END
    FROM (
      SELECT id, type, subject, ref, version, body, unreadable, created, due,
        unreadable IS NULL AND telling AND ref IS NULL
          AND NOT EXISTS (SELECT FROM payments p WHERE p.stripe_payment_intent_id = subject) AS foreign
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::text[],
        $8::timestamptz[], $10::timestamptz[], $11::boolean[])
        AS u(id, type, subject, ref, version, body, unreadable, created, due, telling)
    ) AS n
    ON CONFLICT (id) DO NOTHING RETURNING id, status`,
};

const DUE: Statement = {
  name: 'inbox.due',
  // The event may overtake the answer to our own request that made the intent: then only its metadata names the payment.
  text: `SELECT w.id, w.subject, coalesce(known.id, named.id) AS "paymentId"
    FROM (SELECT id, subject, payment_ref FROM webhook_events
      WHERE status = 'received' AND next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $2) AS w
    LEFT JOIN payments known ON known.stripe_payment_intent_id = w.subject
    LEFT JOIN payments named ON named.id = w.payment_ref AND named.stripe_payment_intent_id IS NULL`,
};

// Charges before intents of the same second: what they tell of the card is then known when the intent settles.
const TAKE: Statement = {
  name: 'inbox.take',
  text: `SELECT id, subject, convert_from(body, 'UTF8') AS body, attempts FROM webhook_events
    WHERE status = 'received' AND subject = ANY($1::text[]) AND (attempts = 0 OR id = ANY($2::text[]))
    ORDER BY stripe_created_at, type NOT LIKE 'charge.%', received_at, id FOR UPDATE SKIP LOCKED`,
};

const FINISH: Statement = {
  name: 'inbox.finish',
  text: `UPDATE webhook_events w SET status = n.status, outcome = n.outcome, attempts = w.attempts + 1,
      last_error = NULL, applied_at = $2
    FROM jsonb_to_recordset($1::jsonb) AS n(id text, status "WebhookStatus", outcome text)
    WHERE w.id = n.id AND w.status = 'received'`,
};

const PUT_OFF: Statement = {
  name: 'inbox.put_off',
  text: `UPDATE webhook_events SET attempts = attempts + 1, last_error = $2,
      status = CASE WHEN attempts + 1 >= ${MAX_ATTEMPTS} THEN 'failed' ELSE 'received' END::"WebhookStatus",
      next_attempt_at = $3::timestamptz
        + least(${FIRST_DELAY_MS} * power(2, attempts), ${LONGEST_DELAY_MS}) * interval '1 millisecond'
    WHERE id = $1 AND status = 'received' RETURNING status`,
};

const HEALTH: Statement = {
  name: 'inbox.health',
  text: `SELECT
      (SELECT count(*) FROM webhook_events WHERE status = 'received') AS waiting,
      (SELECT count(*) FROM webhook_events WHERE status = 'failed') AS failed,
      (SELECT min(next_attempt_at) FROM webhook_events WHERE status = 'received') AS oldest`,
};

/** Builds the inbox over the database. */
export function createInbox({ sql, clock }: { sql: Sql; clock: Clock }): Inbox {
  const write = async (entries: readonly InboxEntry[]): Promise<readonly StoredAs[]> => {
    const now = clock.now();
    const due = (entry: InboxEntry) => (IN_NO_HURRY.has(entry.type) ? new Date(now.getTime() + NO_HURRY_MS) : now);
    const column = <Value>(read: (entry: InboxEntry) => Value) => entries.map(read);
    const stored = await sql.query<{ id: string; status: 'received' | 'ignored' | 'failed' }>(STORE, [
      column(({ id }) => id),
      column(({ type }) => type),
      column(({ subject }) => subject),
      column(({ paymentRef }) => paymentRef),
      column(({ apiVersion }) => apiVersion),
      sqlBytes(column(({ body }) => body)),
      column(({ unreadable }) => unreadable),
      column(({ createdAt }) => createdAt),
      now,
      column(due),
      column(({ tellsItsPayment }) => tellsItsPayment),
    ]);
    const fresh = new Map(stored.map(({ id, status }) => [id, status === 'received' ? 'waiting' : 'done'] as const));
    return entries.map(({ id }) => {
      const storedAs = fresh.get(id) ?? 'duplicate';
      // The same event twice in one batch is new once.
      fresh.delete(id);
      return storedAs;
    });
  };
  const store = createBatcher(write, { maxItems: MAX_BATCH, atOnce: WRITES_AT_ONCE });

  return {
    store,

    due: (limit) => sql.query<DueEvent>(DUE, [clock.now(), limit]),

    take: (tx, events) =>
      tx.query<TakenEvent>(TAKE, [[...new Set(events.map(({ subject }) => subject))], events.map(({ id }) => id)]),

    async finish(on, events) {
      if (events.length > 0) await on.query(FINISH, [sqlJson(events), clock.now()]);
    },

    async putOff(id, reason) {
      const [row] = await sql.query<{ status: 'received' | 'failed' }>(PUT_OFF, [id, reason, clock.now()]);
      if (row === undefined) return 'gone';
      return row.status === 'failed' ? 'failed' : 'retrying';
    },

    async health() {
      const [row] = await sql.query<{ waiting: bigint; failed: bigint; oldest: Date | null }>(HEALTH, []);
      const late = row?.oldest == null ? 0 : clock.now().getTime() - row.oldest.getTime();
      return {
        waiting: Number(row?.waiting ?? 0n),
        failed: Number(row?.failed ?? 0n),
        oldestWaitingMs: Math.max(late, 0),
      };
    },
  };
}
