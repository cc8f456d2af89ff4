import type { FailureSignals } from '../failures/failure-class.ts';
import { type ToldFailure, toldFailure } from '../failures/told-failure.ts';

/** How an attempt to pay ended, or what it waits for, in terms its customer may know. */
export type Confirmation =
  | { readonly kind: 'succeeded'; readonly paymentId: string }
  | { readonly kind: 'processing'; readonly paymentId: string }
  | { readonly kind: 'requires_action'; readonly paymentId: string; readonly clientSecret: string }
  | ({ readonly kind: 'declined'; readonly paymentId: string } & ToldFailure)
  /** The order can only be started anew. `attempts_used_up`: because as many cards were tried as one payment allows. */
  | { readonly kind: 'canceled'; readonly paymentId: string; readonly reason?: 'attempts_used_up' };

/** A decline, explained as far as it is told after so many failed attempts, this one included. */
export function declinedWith(paymentId: string, signals: FailureSignals, failedAttempts: number): Confirmation {
  return { kind: 'declined', paymentId, ...toldFailure(signals, failedAttempts) };
}
