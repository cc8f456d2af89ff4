import { Client } from 'pg';

/** What our tables say, as far as these tests read them. Amounts are minor units. */
export interface OurBooks {
  readonly payments: readonly {
    readonly id: string;
    readonly status: string;
    readonly captured: bigint;
    readonly currency: string;
    readonly intentId: string | null;
  }[];
  readonly ledger: readonly { readonly paymentId: string; readonly amount: bigint; readonly currency: string }[];
  /** Status of each stored event by Stripe's id. */
  readonly webhooks: ReadonlyMap<string, string>;
  readonly receipts: readonly { readonly paymentId: string; readonly status: string }[];
  /** Readers of the event log that are behind, or have put an event aside. */
  readonly lateReaders: readonly string[];
}

/** Reads them in one transaction, so that they belong together. Nothing but reading happens here. */
export async function readOurBooks(connectionString: string): Promise<OurBooks> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const payments = await client.query<{ id: string; status: string; c: string; cur: string; intent: string | null }>(
      `SELECT id, status, captured_amount AS c, currency AS cur, stripe_payment_intent_id AS intent FROM payments`,
    );
    const ledger = await client.query<{ payment_id: string; amount: string; currency: string }>(
      'SELECT payment_id, amount, currency FROM ledger_entries',
    );
    const webhooks = await client.query<{ id: string; status: string }>('SELECT id, status FROM webhook_events');
    const receipts = await client.query<{ payment_id: string; status: string }>(
      `SELECT payload->>'paymentId' AS payment_id, status FROM email_messages WHERE template = 'payment-receipt'`,
    );
    return {
      payments: payments.rows.map(({ c, cur, intent, ...row }) => ({
        ...row,
        captured: BigInt(c),
        currency: cur,
        intentId: intent,
      })),
      ledger: ledger.rows.map((row) => ({
        paymentId: row.payment_id,
        amount: BigInt(row.amount),
        currency: row.currency,
      })),
      webhooks: new Map(webhooks.rows.map(({ id, status }) => [id, status])),
      receipts: receipts.rows.map((row) => ({ paymentId: row.payment_id, status: row.status })),
      lateReaders: await lateReaders(client),
    };
  } finally {
    await client.end();
  }
}

/** A reader is behind while the log goes on after its position with something it wants. */
async function lateReaders(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT s.name FROM event_subscriptions s
     WHERE s.name = 'notifications.receipts' AND EXISTS (SELECT FROM domain_events e
       WHERE (e.xact_id, e.seq) > (s.xact_id, s.seq) AND e.type = 'payment.captured')
     UNION ALL
     SELECT subscription || ' (put aside: ' || event_id || ')' FROM parked_events WHERE state IN ('parked', 'retrying')`,
  );
  return rows.map(({ name }) => name);
}
