import type { Money } from '@flashstudio/money';
import type { PaymentRecord } from '../changes/records.ts';
import { initialState } from '../machine/payment-machine.ts';

/** The payment that will collect an order's total. */
export function newPayment({
  id,
  orderId,
  total,
  now,
}: {
  id: string;
  orderId: string;
  total: Money;
  now: Date;
}): PaymentRecord {
  return {
    id,
    orderId,
    status: initialState.status,
    amount: total.amount,
    currency: total.currency,
    capturedAmount: 0n,
    stripePaymentIntentId: null,
    stripeAsOf: initialState.asOf,
    failureClass: null,
    failureCode: null,
    declineCode: null,
    failureMessage: null,
    cardBrand: null,
    cardLast4: null,
    finalizedAt: null,
    succeededAt: null,
    lastAttemptAt: null,
    reviewReason: null,
    createdAt: now,
    updatedAt: now,
  };
}
