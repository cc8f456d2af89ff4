import type { DbOf } from '@flashstudio/db';
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

/** Reads what a receipt of a paid payment says; null while it is not paid, or when the order has no customer. */
export async function receiptFacts(db: DbOf<'payments'>, paymentId: string): Promise<ReceiptFacts | null> {
  const payment = await db.payment.findUnique({
    where: { id: paymentId },
    include: { order: { include: { customer: true, lines: { orderBy: { id: 'asc' } } } } },
  });
  if (payment === null || payment.succeededAt === null || payment.order.customer === null) return null;
  const { order, currency } = payment;
  return {
    paymentId: payment.id,
    orderId: order.id,
    shopId: order.shopId,
    recipient: payment.order.customer.email,
    customerName: order.customerName,
    lines: order.lines.map((line) => ({
      name: line.productName,
      quantity: line.quantity,
      amount: money(line.amount, currency),
    })),
    total: money(payment.capturedAmount, currency),
    card: cardView(payment),
    paidAt: payment.succeededAt,
  };
}
