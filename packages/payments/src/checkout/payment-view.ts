import { type Money, money } from '@flashstudio/money';
import { type CardView, cardView } from '../card-view.ts';
import type { PaymentRecord } from '../changes/records.ts';
import { type FailureClass, noSignals } from '../failures/failure-class.ts';
import { toldFailure } from '../failures/told-failure.ts';
import { isFinal, type PaymentStatus } from '../machine/payment-machine.ts';

/** What a customer may see of their own payment. */
export interface PaymentView {
  readonly paymentId: string;
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly failure: { readonly failureClass: FailureClass; readonly message: string } | null;
  readonly canRetry: boolean;
  readonly card: CardView | null;
}

/** How a payment stands to its customer: one that is under review is not called paid, and nothing is left to do for them. */
export function statusForCustomer({
  status,
  reviewReason,
}: Pick<PaymentRecord, 'status' | 'reviewReason'>): PaymentStatus {
  return status === 'succeeded' && reviewReason !== null ? 'processing' : status;
}

/** Shows a payment, of which so many attempts have failed, to its customer: why the last one did in words that help. */
export function viewPayment(payment: PaymentRecord, failedAttempts: number): PaymentView {
  const failed = payment.status === 'requires_payment_method' && payment.failureClass !== null;
  const signals = { ...noSignals, code: payment.failureCode, declineCode: payment.declineCode };
  const { failureClass, message, retryable } = toldFailure(signals, failedAttempts);
  return {
    paymentId: payment.id,
    status: statusForCustomer(payment),
    amount: money(payment.amount, payment.currency),
    failure: failed ? { failureClass, message } : null,
    canRetry: failed ? retryable : !isFinal(payment.status),
    card: cardView(payment),
  };
}
