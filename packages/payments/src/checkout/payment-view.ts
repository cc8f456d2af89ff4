import { type Money, money } from '@flashstudio/money';
import { type CardView, cardView } from '../card-view.ts';
import type { PaymentRecord } from '../changes/records.ts';
import { customerMessage } from '../failures/customer-message.ts';
import { classifyFailure, type FailureClass, noSignals, shownToCustomer } from '../failures/failure-class.ts';
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

/** Shows a payment to its customer: why an attempt failed in words that help, never how we suspect fraud. */
export function viewPayment(payment: PaymentRecord): PaymentView {
  const failed = payment.status === 'requires_payment_method' && payment.failureClass !== null;
  const signals = { ...noSignals, code: payment.failureCode, declineCode: payment.declineCode };
  const failureClass = classifyFailure(signals);
  const told = customerMessage(failureClass, signals);
  return {
    paymentId: payment.id,
    status: statusForCustomer(payment),
    amount: money(payment.amount, payment.currency),
    failure: failed ? { failureClass: shownToCustomer(failureClass), message: told.message } : null,
    canRetry: failed ? told.retryable : !isFinal(payment.status),
    card: cardView(payment),
  };
}
