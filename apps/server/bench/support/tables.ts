import type { Client } from 'pg';
import { until } from '../../test/until.ts';

/** Often, because rates are made of how long it takes. */
const LOOK_EVERY_MS = 20;

/** Waits until every webhook that was taken is applied. */
export async function untilApplied(database: Client): Promise<void> {
  const look = async () => {
    const { rows } = await database.query(`SELECT FROM webhook_events WHERE status = 'received' LIMIT 1`);
    return rows.length === 0 ? true : undefined;
  };
  await until('the inbox is empty', 600_000, look, LOOK_EVERY_MS);
}

/** Waits until a receipt for a payment is in the outbox. */
export async function untilReceipt(database: Client, paymentId: string): Promise<void> {
  await until('the receipt is decided', 60_000, async () => {
    const { rows } = await database.query(`SELECT FROM email_messages WHERE payload->>'paymentId' = $1`, [paymentId]);
    return rows.length === 0 ? undefined : true;
  });
}
