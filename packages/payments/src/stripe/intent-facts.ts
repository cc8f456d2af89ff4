import { type CurrencyCode, fromStripeAmount } from '@flashstudio/money';
import type Stripe from 'stripe';
import type { FailureSignals } from '../failures/failure-class.ts';
import { type IntentStatus, parseIntentStatus } from '../machine/payment-machine.ts';

/** What our ledger and timeline take from a PaymentIntent, wherever it came from. */
export interface IntentFacts {
  readonly intentId: string;
  /** Our own id, from the metadata we set when creating it. */
  readonly paymentId: string | null;
  readonly status: IntentStatus;
  /** Minor units that are to be collected. */
  readonly amount: bigint;
  readonly currency: CurrencyCode;
  /** Minor units received so far. */
  readonly amountReceived: bigint;
  /** Whom Stripe knows the payer as; ours are known to us alone, so an intent that we made has none. */
  readonly customerId: string | null;
  readonly chargeId: string | null;
  readonly charge: ChargeFacts | null;
  readonly failure: FailureSignals | null;
  /** The charge that failed; null where the attempt ended before the card was charged, as in a failed 3DS challenge. */
  readonly failedChargeId: string | null;
  /** Card of the failed attempt, where there was no charge to read it from. */
  readonly failedCard: CardFacts | null;
  /** Why it was canceled, in Stripe's words. */
  readonly cancellationReason: string | null;
}

export interface CardFacts {
  readonly brand: string | null;
  readonly last4: string | null;
}

export interface ChargeFacts {
  readonly chargeId: string;
  readonly intentId: string | null;
  readonly customerId: string | null;
  readonly status: 'succeeded' | 'pending' | 'failed';
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: CurrencyCode;
  readonly card: CardFacts | null;
  readonly failure: FailureSignals | null;
  readonly createdAt: Date;
}

/** Reads the facts out of a PaymentIntent. */
export function intentFacts(intent: Stripe.PaymentIntent): IntentFacts {
  const latest = intent.latest_charge;
  const charge = latest !== null && typeof latest === 'object' ? chargeFacts(latest) : null;
  return {
    intentId: intent.id,
    paymentId: intent.metadata.payment_id ?? null,
    status: parseIntentStatus(intent.status),
    ...fromStripeAmount(intent.amount, intent.currency),
    amountReceived: fromStripeAmount(intent.amount_received ?? 0, intent.currency).amount,
    // Of an account with the newer kind of customers: https://docs.stripe.com/api/payment_intents/object
    customerId: idOf(intent.customer) ?? intent.customer_account ?? null,
    chargeId: typeof latest === 'string' ? latest : (charge?.chargeId ?? null),
    charge,
    failure: intent.last_payment_error ? signalsOfLastError(intent.last_payment_error) : null,
    failedChargeId: intent.last_payment_error?.charge ?? null,
    failedCard: cardOf(intent.last_payment_error?.payment_method?.card),
    cancellationReason: intent.cancellation_reason ?? null,
  };
}

/** Reads the facts out of a Charge. */
export function chargeFacts(charge: Stripe.Charge): ChargeFacts {
  const intent = charge.payment_intent;
  return {
    chargeId: charge.id,
    intentId: idOf(intent),
    customerId: idOf(charge.customer),
    status: parseChargeStatus(charge.status),
    ...fromStripeAmount(charge.amount, charge.currency),
    card: cardOf(charge.payment_method_details?.card),
    failure: charge.status === 'failed' ? signalsOfCharge(charge) : null,
    createdAt: new Date(charge.created * 1000),
  };
}

function parseChargeStatus(status: string): ChargeFacts['status'] {
  if (status === 'succeeded' || status === 'pending' || status === 'failed') return status;
  throw new Error(`Stripe reported a charge status this version does not know: ${status}`);
}

function signalsOfLastError(error: Stripe.PaymentIntent.LastPaymentError): FailureSignals {
  return {
    code: error.code ?? error.type,
    declineCode: error.decline_code ?? null,
    adviceCode: error.advice_code ?? null,
    networkDeclineCode: error.network_decline_code ?? null,
    outcomeType: null,
    message: error.message ?? null,
  };
}

function signalsOfCharge(charge: Stripe.Charge): FailureSignals {
  return {
    code: charge.failure_code,
    declineCode: charge.outcome?.reason ?? null,
    adviceCode: charge.outcome?.advice_code ?? null,
    networkDeclineCode: charge.outcome?.network_decline_code ?? null,
    outcomeType: charge.outcome?.type ?? null,
    message: charge.failure_message,
  };
}

/** The id of what Stripe names, or tells whole where it was asked to; absent in shapes of other versions. */
function idOf(named: string | { readonly id: string } | null | undefined): string | null {
  if (named == null) return null;
  return typeof named === 'string' ? named : named.id;
}

function cardOf(card: { brand?: string | null; last4?: string | null } | null | undefined): CardFacts | null {
  return card ? { brand: card.brand ?? null, last4: card.last4 ?? null } : null;
}
