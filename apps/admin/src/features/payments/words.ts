import type { PaymentItem } from './types.ts';

/** What the business's terms mean, in plain words. */
interface StatusWords {
  readonly label: string;
  readonly tone: 'good' | 'bad' | 'wait' | 'neutral';
}

const STATUS: Readonly<Record<string, StatusWords>> = {
  created: { label: 'Created', tone: 'neutral' },
  requires_payment_method: { label: 'Waiting for card', tone: 'neutral' },
  requires_confirmation: { label: 'Unconfirmed', tone: 'neutral' },
  requires_action: { label: 'Authenticating', tone: 'wait' },
  processing: { label: 'Processing', tone: 'wait' },
  requires_capture: { label: 'Authorised', tone: 'wait' },
  succeeded: { label: 'Succeeded', tone: 'good' },
  canceled: { label: 'Canceled', tone: 'neutral' },
} satisfies Record<PaymentItem['status'], StatusWords>;

/** What a badge goes by. */
export type Standing = { readonly status: string; readonly failure: unknown; readonly reviewReason: string | null };

/**
 * How a payment stands. A payment that waits for a card after a failed attempt has failed, to whoever looks at it; one
 * whose money is not the order's has to be looked at before anything else is said of it.
 */
export function statusWords(payment: Standing) {
  if (payment.reviewReason !== null) return { label: 'Needs review', tone: 'bad' } as const;
  if (payment.status === 'requires_payment_method' && payment.failure !== null)
    return { label: 'Failed', tone: 'bad' } as const;
  return STATUS[payment.status] ?? ({ label: payment.status, tone: 'neutral' } as const);
}

const FAILURES: Readonly<Record<string, string>> = {
  card_declined: 'The bank declined the card without saying more. Another card usually helps.',
  insufficient_funds: 'There was not enough money on the card.',
  expired_card: 'The card has expired.',
  incorrect_details: 'Number, date or security code were not right.',
  authentication_required: 'The customer did not pass the bank’s authentication.',
  processing_error: 'The bank or network had a passing problem.',
  network_error: 'The connection to Stripe failed.',
  rate_limited: 'Too many requests to Stripe at once.',
  limit_exceeded: 'The amount or currency is outside what the card allows.',
  fraud_suspected: 'The bank or Radar suspects fraud. The customer was told of a plain decline.',
  duplicate: 'A payment like this was made just before.',
  configuration_error: 'Our request or account is not set up right. A developer should look at it.',
  unknown: 'Stripe gave a reason this version does not know.',
};

/** Why an attempt failed, for somebody who knows no codes. */
export function explainFailure(failureClass: string): string {
  return FAILURES[failureClass] ?? FAILURES.unknown ?? '';
}

/** A failure class as a short label. */
export function failureLabel(failureClass: string): string {
  const words = failureClass.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const BRANDS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'Amex',
  discover: 'Discover',
};

export function brandName(brand: string): string {
  return BRANDS[brand] ?? brand;
}
