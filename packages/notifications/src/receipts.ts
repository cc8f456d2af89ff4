import { defineSubscription, type Subscription } from '@flashstudio/events';
import { moneyToJson } from '@flashstudio/money';
import { type Payments, paymentCaptured } from '@flashstudio/payments';
import type { Shops } from '@flashstudio/shops';
import type { Notifications } from './notifications.ts';

/** Where a receipt's words come from. */
export interface ReceiptSources {
  readonly payments: Pick<Payments, 'receipt'>;
  readonly shops: Pick<Shops, 'get'>;
}

/** Sends a receipt for every payment that is captured: once, since the outbox keeps one per payment. */
export function receiptSubscription({
  payments,
  shops,
  outbox,
}: ReceiptSources & { outbox: Pick<Notifications, 'sendReceipt'> }): Subscription {
  return defineSubscription({
    name: 'notifications.receipts',
    types: [paymentCaptured],
    async apply(tx, events) {
      for (const { subject } of events) {
        const facts = await payments.receipt(subject.id);
        if (facts === null) continue;
        const shop = await shops.get(facts.shopId);
        await outbox.sendReceipt(tx, facts.recipient, {
          shopName: shop.name,
          paymentId: facts.paymentId,
          orderId: facts.orderId,
          customerName: facts.customerName,
          lines: facts.lines.map(({ amount, ...line }) => ({ ...line, amount: moneyToJson(amount) })),
          total: moneyToJson(facts.total),
          card: facts.card,
          paidAt: facts.paidAt.toISOString(),
        });
      }
    },
  });
}
