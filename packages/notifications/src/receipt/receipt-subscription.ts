import type { AnyTx } from '@flashstudio/db';
import { defineSubscription, type Subscription } from '@flashstudio/events';
import type { Mail } from '@flashstudio/mail';
import { moneyToJson } from '@flashstudio/money';
import { type Payments, paymentCaptured } from '@flashstudio/payments';
import type { Shops } from '@flashstudio/shops';
import { receiptTemplate } from './receipt-template.tsx';

export interface ReceiptDeps {
  readonly mail: Pick<Mail, 'send'>;
  readonly payments: Pick<Payments, 'receipt'>;
  readonly shops: Pick<Shops, 'get'>;
}

/** Sends the customer a receipt for every payment that is captured, if there is a customer, and never a second one. */
export function receiptSubscription(deps: ReceiptDeps): Subscription {
  return defineSubscription({
    name: 'notifications.receipts',
    types: [paymentCaptured],
    async apply(tx, events) {
      for (const { subject } of events) await sendReceipt(deps, tx, subject.id);
    },
  });
}

async function sendReceipt({ mail, payments, shops }: ReceiptDeps, tx: AnyTx, paymentId: string): Promise<void> {
  const receipt = await payments.receipt(paymentId);
  if (receipt === null) return;
  const shop = await shops.get(receipt.shopId);
  await mail.send(tx, {
    // Also that of the time before the event log: a payment of then gets no second receipt.
    dedupeKey: `receipt:${paymentId}`,
    to: receipt.recipient,
    template: receiptTemplate,
    payload: {
      shopName: shop.name,
      paymentId,
      orderId: receipt.orderId,
      customerName: receipt.customerName,
      lines: receipt.lines.map(({ amount, ...line }) => ({ ...line, amount: moneyToJson(amount) })),
      total: moneyToJson(receipt.total),
      card: receipt.card,
      paidAt: receipt.paidAt.toISOString(),
      timeZone: shop.timeZone,
    },
  });
}
