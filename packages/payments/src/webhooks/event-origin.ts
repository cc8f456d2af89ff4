import type Stripe from 'stripe';
import type { PaymentRecord } from '../changes/records.ts';

/** Whose events are ours, and in which shape they can be read. */
export interface OwnOrigin {
  /** Whether our key moves real money. */
  readonly livemode: boolean;
  /** The version of Stripe's API that our requests name. */
  readonly apiVersion: string;
}

/** Whether a secret or restricted key of Stripe's moves real money: https://docs.stripe.com/keys */
export function isLiveKey(secretKey: string): boolean {
  return /^(sk|rk)_live_/.test(secretKey);
}

/**
 * Why a signed event is not about our account in our mode; null when it is. A signature alone proves neither: an
 * endpoint for connected accounts (https://docs.stripe.com/connect/webhooks) and one of the other mode sign as well,
 * and their objects may carry whatever metadata somebody gave them.
 */
export function foreignOrigin(event: Stripe.Event, own: OwnOrigin): string | null {
  if (event.account != null) return `of another account (${String(event.account)})`;
  if (event.livemode === own.livemode) return null;
  return own.livemode ? 'not of live mode, and our key is' : 'not of test mode, and our key is';
}

/** What an intent or a charge says of itself. */
export interface Claim {
  readonly intentId: string | null;
  /** Minor units. */
  readonly amount: bigint;
  /** Upper case. */
  readonly currency: string;
  /** Stripe's customer. */
  readonly customerId: string | null;
}

/**
 * Whether an intent, or the intent of a charge, is the payment's own. Its metadata may name the payment before our own
 * request was answered; as anybody with access to the account can write metadata, it must then be as we make them: for
 * what the order costs, and for no customer of Stripe's.
 */
export function isOwnIntent(payment: PaymentRecord, claim: Claim): boolean {
  const known = payment.stripePaymentIntentId;
  if (known !== null) return known === claim.intentId;
  return claim.amount === payment.amount && claim.currency === payment.currency && claim.customerId === null;
}
