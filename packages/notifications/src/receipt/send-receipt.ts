import type { Tx } from '@flashstudio/db';
import type { Mail } from '@flashstudio/mail';
import { money, moneyToJson } from '@flashstudio/money';
import { receiptTemplate } from './receipt-template.tsx';

/** What a receipt tells of an order that was paid. */
export interface PaidOrder {
  readonly orderId: string;
  readonly shopName: string;
  /** Null when nobody is known to send a receipt to. */
  readonly customer: { readonly email: string; readonly name: string | null } | null;
  /** Amounts in minor units of `currency`. */
  readonly lines: readonly { readonly name: string; readonly quantity: number; readonly amount: bigint }[];
  readonly total: bigint;
  readonly currency: string;
  readonly card: { readonly brand: string; readonly last4: string } | null;
  /** UTC. */
  readonly paidAt: Date;
}

export interface ReceiptDeps {
  readonly mail: Mail;
  /** The order behind a payment, as it stands in the transaction. */
  readonly paidOrder: (tx: Tx, paymentId: string) => Promise<PaidOrder>;
}

/** Decides that the customer gets a receipt for a payment, if there is a customer, and never a second one. */
export async function sendReceipt({ mail, paidOrder }: ReceiptDeps, tx: Tx, paymentId: string): Promise<void> {
  const order = await paidOrder(tx, paymentId);
  if (order.customer === null) return;
  const json = (amount: bigint) => moneyToJson(money(amount, order.currency));
  await mail.send(tx, {
    dedupeKey: `receipt:${paymentId}`,
    to: order.customer.email,
    template: receiptTemplate,
    payload: {
      shopName: order.shopName,
      paymentId,
      orderId: order.orderId,
      customerName: order.customer.name,
      lines: order.lines.map(({ amount, ...line }) => ({ ...line, amount: json(amount) })),
      total: json(order.total),
      card: order.card,
      paidAt: order.paidAt.toISOString(),
    },
  });
}
