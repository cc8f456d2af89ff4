import type { SqlRunner, Statement } from '@flashstudio/db';
import { type Money, money } from '@flashstudio/money';
import { type CardView, cardView } from './card-view.ts';

/** What a receipt says. */
export interface ReceiptFacts {
  readonly paymentId: string;
  readonly orderId: string;
  readonly shopId: string;
  readonly recipient: string;
  /** As given at this order; not verified. */
  readonly customerName: string | null;
  readonly lines: readonly { readonly name: string; readonly quantity: number; readonly amount: Money }[];
  /** What was captured. */
  readonly total: Money;
  readonly card: CardView | null;
  readonly paidAt: Date;
}

interface ReceiptRow
  extends Pick<ReceiptFacts, 'paymentId' | 'orderId' | 'shopId' | 'recipient' | 'customerName' | 'paidAt'> {
  readonly currency: string;
  readonly total: bigint;
  readonly cardBrand: string | null;
  readonly cardLast4: string | null;
  readonly lines: readonly { readonly name: string; readonly quantity: number; readonly amount: string }[];
}

const RECEIPT: Statement = {
  name: 'payments.receipt',
  text: `SELECT p.id AS "paymentId", o.id AS "orderId", o.shop_id AS "shopId", c.email AS recipient,
      o.customer_name AS "customerName", p.succeeded_at AS "paidAt", p.currency, p.captured_amount AS total,
      p.card_brand AS "cardBrand", p.card_last4 AS "cardLast4",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('name', l.product_name, 'quantity', l.quantity,
        'amount', l.amount::text) ORDER BY l.id), '[]') FROM order_lines l WHERE l.order_id = o.id) AS lines
    FROM payments p JOIN orders o ON o.id = p.order_id JOIN customers c ON c.id = o.customer_id
    WHERE p.id = $1 AND p.succeeded_at IS NOT NULL AND o.status = 'paid'`,
};

/** Reads what a receipt of a paid payment says; null while it is not paid, or when the order has no customer. */
export async function receiptFacts(sql: SqlRunner, paymentId: string): Promise<ReceiptFacts | null> {
  const [row] = await sql.query<ReceiptRow>(RECEIPT, [paymentId]);
  if (row === undefined) return null;
  const { currency, total, cardBrand, cardLast4, lines, ...facts } = row;
  return {
    ...facts,
    lines: lines.map((line) => ({ ...line, amount: money(BigInt(line.amount), currency) })),
    total: money(total, currency),
    card: cardView({ cardBrand, cardLast4 }),
  };
}
