import { type CustomerMessage, customerMessage } from '../failures/customer-message.ts';
import { classifyFailure, type FailureClass, type FailureSignals, shownToCustomer } from '../failures/failure-class.ts';

/** How an attempt to pay ended, or what it waits for, in terms its customer may know. */
export type Confirmation =
  | { readonly kind: 'succeeded'; readonly paymentId: string }
  | { readonly kind: 'processing'; readonly paymentId: string }
  | { readonly kind: 'requires_action'; readonly paymentId: string; readonly clientSecret: string }
  | ({ readonly kind: 'declined'; readonly paymentId: string; readonly failureClass: FailureClass } & CustomerMessage)
  | { readonly kind: 'canceled'; readonly paymentId: string };

/** A decline, explained. */
export function declinedWith(paymentId: string, signals: FailureSignals): Confirmation {
  const failureClass = classifyFailure(signals);
  return {
    kind: 'declined',
    paymentId,
    failureClass: shownToCustomer(failureClass),
    ...customerMessage(failureClass, signals),
  };
}
