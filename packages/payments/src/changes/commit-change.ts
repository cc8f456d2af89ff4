import { type SqlRunner, type SqlTx, type Statement, sqlJson } from '@flashstudio/db';
import { eventInsert, eventRows, type NewEvent } from '@flashstudio/events';
import type { Clock } from '@flashstudio/platform';
import { isFinal } from '../machine/payment-machine.ts';
import { assignments, attemptColumns, ledgerColumns, nameList, paymentColumns, recordset } from './columns.ts';
import { changedAttempts, type Draft, isUnchanged } from './draft.ts';
import type { PaymentRecord } from './records.ts';

/** Moves payments that are there: rows, ledger and events in one statement, whatever their number. */
const MOVE: Statement = {
  name: 'payments.commit_change',
  text: `WITH moved AS (
      UPDATE payments p SET ${assignments(paymentColumns, 'n', ['id', 'orderId', 'amount', 'currency', 'createdAt'])}
      FROM ${recordset('$1', 'n', paymentColumns)} WHERE p.id = n.id
    ), tried AS (
      INSERT INTO payment_attempts (${nameList(attemptColumns)})
      SELECT ${nameList(attemptColumns, 'n')} FROM ${recordset('$2', 'n', attemptColumns)}
      ON CONFLICT (id) DO UPDATE SET ${assignments(attemptColumns, 'excluded', ['id', 'paymentId', 'startedAt'])}
    ), booked AS (
      INSERT INTO ledger_entries (${nameList(ledgerColumns)})
      SELECT ${nameList(ledgerColumns, 'n')} FROM ${recordset('$3', 'n', ledgerColumns)}
    ), ordered AS (
      UPDATE orders o SET status = n.status, updated_at = n.at
      FROM jsonb_to_recordset($4::jsonb) AS n(id text, status "OrderStatus", at timestamptz) WHERE o.id = n.id
    ), settled AS (
      DELETE FROM payment_checks WHERE payment_id = ANY($5::text[])
    ), told AS (${eventInsert('$6')})
    SELECT 1 AS done`,
};

/** Places an order: customer if new, order, lines, payment, its first check and the events of all that. */
const PLACE: Statement = {
  name: 'payments.place_order',
  text: `WITH met AS (
      INSERT INTO customers (id, shop_id, email, created_at)
      SELECT n.id, n."shopId", n.email, n."createdAt"
      FROM jsonb_to_recordset($1::jsonb) AS n(id text, "shopId" text, email text, "createdAt" timestamptz)
    ), placed AS (
      INSERT INTO orders (id, shop_id, publishable_key_id, customer_id, customer_name, currency, total, request_key,
        request_digest, created_at, updated_at)
      SELECT n.id, n."shopId", n."publishableKeyId", n."customerId", n."customerName", n.currency, n.total,
        n."requestKey", n."requestDigest", n."createdAt", n."createdAt"
      FROM jsonb_to_record($2::jsonb) AS n(id text, "shopId" text, "publishableKeyId" text, "customerId" text,
        "customerName" text, currency char(3), total bigint, "requestKey" text, "requestDigest" text,
        "createdAt" timestamptz)
    ), listed AS (
      INSERT INTO order_lines (id, order_id, product_id, product_name, quantity, unit_amount, amount)
      SELECT n.id, n."orderId", n."productId", n."productName", n.quantity, n."unitAmount", n.amount
      FROM jsonb_to_recordset($3::jsonb) AS n(id text, "orderId" text, "productId" text, "productName" text,
        quantity int, "unitAmount" bigint, amount bigint)
    ), opened AS (
      INSERT INTO payments (${nameList(paymentColumns)})
      SELECT ${nameList(paymentColumns, 'n')} FROM ${recordset('$4', 'n', paymentColumns)}
    ), watched AS (
      INSERT INTO payment_checks (payment_id, due_at) SELECT n.id, n.due
      FROM jsonb_to_recordset($5::jsonb) AS n(id text, due timestamptz)
    ), told AS (${eventInsert('$6')})
    SELECT 1 AS done`,
};

/** An order as it is placed, with the payment that collects its total. Money in minor units of the order's currency. */
export interface Placement {
  /** Null when the customer is known to the shop already. */
  readonly newCustomer: { readonly id: string; readonly email: string } | null;
  readonly order: {
    readonly id: string;
    readonly shopId: string;
    readonly publishableKeyId: string;
    readonly customerId: string;
    readonly customerName: string | null;
    readonly requestKey: string;
    readonly requestDigest: string;
  };
  readonly lines: readonly {
    readonly id: string;
    readonly productId: string;
    readonly productName: string;
    readonly quantity: number;
    readonly unitAmount: bigint;
    readonly amount: bigint;
  }[];
  readonly payment: PaymentRecord;
  /** When to ask Stripe about the payment if nothing was heard of it by then. */
  readonly checkAt: Date;
  readonly events: readonly NewEvent[];
}

export type Change =
  /** Payments locked by this transaction, moved. */
  | { readonly kind: 'moved'; readonly drafts: readonly Draft[] }
  /** An order and its payment, new. */
  | { readonly kind: 'placed'; readonly placement: Placement };

/**
 * The one function that writes payments, attempts, orders and the ledger: rows and domain events in one statement, and
 * nothing else. Drafts must be of payments that `tx` has locked. Rejects with PostgreSQL's unique violation when
 * somebody else placed the same order, met the same customer, used the confirmation token or booked the charge.
 */
export async function commitChange(on: SqlTx | SqlRunner, change: Change, clock: Clock): Promise<void> {
  if (change.kind === 'placed') return place(on, change.placement, clock);
  const drafts = change.drafts.filter((draft) => !isUnchanged(draft));
  if (drafts.length === 0) return;
  await on.query(MOVE, [
    sqlJson(drafts.filter(({ payment, locked }) => payment !== locked.payment).map(({ payment }) => payment)),
    sqlJson(drafts.flatMap(changedAttempts)),
    sqlJson(drafts.flatMap(({ ledger }) => ledger)),
    sqlJson(
      drafts.flatMap(({ orderStatus, payment }) =>
        orderStatus === null ? [] : [{ id: payment.orderId, status: orderStatus, at: payment.updatedAt }],
      ),
    ),
    drafts.filter(({ payment }) => isFinal(payment.status)).map(({ payment }) => payment.id),
    eventRows(
      drafts.flatMap(({ events }) => events),
      clock,
    ),
  ]);
}

async function place(on: SqlRunner, placement: Placement, clock: Clock): Promise<void> {
  const { newCustomer, order, lines, payment, checkAt, events } = placement;
  const { createdAt } = payment;
  await on.query(PLACE, [
    sqlJson(newCustomer === null ? [] : [{ ...newCustomer, shopId: order.shopId, createdAt }]),
    sqlJson({ ...order, currency: payment.currency, total: payment.amount, createdAt }),
    sqlJson(lines.map((line) => ({ ...line, orderId: order.id }))),
    sqlJson([payment]),
    sqlJson([{ id: payment.id, due: checkAt }]),
    eventRows(events, clock),
  ]);
}
