import type { SqlTx, Statement } from '@flashstudio/db';
import { attemptColumns, paymentColumns, selectList } from './columns.ts';
import type { AttemptRecord, LockedPayment, PaymentRecord } from './records.ts';

type LockedRow = PaymentRecord & Pick<LockedPayment, 'shopId' | 'customerId' | 'orderStatus'>;

// By id, so that two transactions which want the same payments never wait for each other in a circle.
const LOCK: Statement = {
  name: 'payments.lock',
  text: `SELECT ${selectList('p', paymentColumns)}, o.shop_id AS "shopId", o.customer_id AS "customerId",
      o.status AS "orderStatus"
    FROM payments p JOIN orders o ON o.id = p.order_id
    WHERE p.id = ANY($1::text[]) ORDER BY p.id FOR NO KEY UPDATE OF p`,
};

// A statement of its own: what others committed while we waited for the lock is seen only by a later snapshot.
const ATTEMPTS: Statement = {
  name: 'payments.attempts_of',
  text: `SELECT ${selectList('a', attemptColumns)} FROM payment_attempts a
    WHERE a.payment_id = ANY($1::text[]) ORDER BY a.started_at, a.id`,
};

/**
 * Locks payments until the transaction ends and reads them as they are under the lock; ids of no payment are left out.
 *
 * Must be the transaction's first statement. The event log orders transactions by the number PostgreSQL gives them at
 * their first write; taken before the lock, that number could order a later change of a payment before an earlier one.
 * Throws when something ran before.
 */
export async function lockPayments(tx: SqlTx, ids: readonly string[]): Promise<readonly LockedPayment[]> {
  if (tx.statements > 0) throw new Error('payments must be locked before anything else is done in a transaction');
  const rows = await tx.query<LockedRow>(LOCK, [ids]);
  const tried = rows.filter(({ lastAttemptAt }) => lastAttemptAt !== null).map(({ id }) => id);
  const attempts = tried.length === 0 ? [] : await tx.query<AttemptRecord>(ATTEMPTS, [tried]);
  return rows.map(({ shopId, customerId, orderStatus, ...payment }) => ({
    payment,
    shopId,
    customerId,
    orderStatus,
    attempts: attempts.filter(({ paymentId }) => paymentId === payment.id),
  }));
}

/** `lockPayments` for one payment; undefined when there is none of this id. */
export async function lockPayment(tx: SqlTx, id: string): Promise<LockedPayment | undefined> {
  return (await lockPayments(tx, [id]))[0];
}
