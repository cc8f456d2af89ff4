import type { Tx } from '@flashstudio/db';
import type { PaidOrder } from '@flashstudio/notifications';

/** Reads, in the transaction that booked a payment's money, what the customer's receipt tells. */
export async function paidOrder(tx: Tx, paymentId: string): Promise<PaidOrder> {
  const payment = await tx.payment.findUniqueOrThrow({
    where: { id: paymentId },
    include: { order: { include: { customer: true, lines: true } } },
  });
  const { order, cardBrand, cardLast4 } = payment;
  const shop = await tx.publishableKey.findUnique({ where: { id: order.publishableKeyId } });
  return {
    orderId: order.id,
    shopName: shop?.name ?? 'FlashStudio',
    customer: order.customer,
    lines: order.lines.map(({ productName, quantity, amount }) => ({ name: productName, quantity, amount })),
    total: payment.amount,
    currency: payment.currency,
    card: cardBrand !== null && cardLast4 !== null ? { brand: cardBrand, last4: cardLast4 } : null,
    paidAt: payment.succeededAt ?? payment.updatedAt,
  };
}
