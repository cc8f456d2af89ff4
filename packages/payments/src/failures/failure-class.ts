/** Why an attempt failed, in the terms the business acts on. */
export type FailureClass =
  | 'card_declined'
  | 'insufficient_funds'
  | 'expired_card'
  | 'incorrect_details'
  | 'authentication_required'
  | 'processing_error'
  | 'network_error'
  | 'rate_limited'
  | 'limit_exceeded'
  | 'fraud_suspected'
  | 'duplicate'
  | 'configuration_error'
  | 'unknown';

/** What Stripe said of a failed attempt, kept raw beside the class. */
export interface FailureSignals {
  /** `error.code` or `last_payment_error.code`. */
  readonly code: string | null;
  /** `decline_code`: the issuer's reason, https://docs.stripe.com/declines/codes */
  readonly declineCode: string | null;
  /** `advice_code` of the charge's outcome: what the network advises, https://docs.stripe.com/declines/advice-codes */
  readonly adviceCode: string | null;
  readonly networkDeclineCode: string | null;
  /** `outcome.type` of the charge: `blocked` means Radar refused it before the issuer was asked. */
  readonly outcomeType: string | null;
  /** Stripe's own sentence; for admins, never shown to customers. */
  readonly message: string | null;
}

/** Signals that say nothing; a base for those that say something. */
export const noSignals: FailureSignals = {
  code: null,
  declineCode: null,
  adviceCode: null,
  networkDeclineCode: null,
  outcomeType: null,
  message: null,
};

const BY_CODE: ReadonlyMap<string | null, FailureClass> = new Map([
  ...family('insufficient_funds', ['insufficient_funds']),
  ...family('expired_card', ['expired_card', 'invalid_expiry_month', 'invalid_expiry_year']),
  ...family('incorrect_details', [
    'incorrect_number',
    'invalid_number',
    'incorrect_cvc',
    'invalid_cvc',
    'incorrect_zip',
    'incorrect_address',
    'invalid_account',
    'new_account_information_available',
  ]),
  ...family('authentication_required', [
    'authentication_required',
    'payment_intent_authentication_failure',
    'offline_pin_required',
    'online_or_offline_pin_required',
  ]),
  ...family('processing_error', [
    'processing_error',
    'try_again_later',
    'reenter_transaction',
    'issuer_not_available',
    'approve_with_id',
  ]),
  ...family('network_error', ['lock_timeout', 'api_connection_error', 'api_error']),
  ...family('rate_limited', ['rate_limit']),
  ...family('limit_exceeded', [
    'card_decline_rate_limit_exceeded',
    'currency_not_supported',
    'amount_too_large',
    'amount_too_small',
    'invalid_amount',
  ]),
  ...family('fraud_suspected', [
    'fraudulent',
    'merchant_blacklist',
    'stolen_card',
    'lost_card',
    'pickup_card',
    'highest_risk_level',
  ]),
  ...family('duplicate', ['duplicate_transaction', 'idempotency_error']),
  ...family('configuration_error', ['testmode_decline', 'live_mode_test_card', 'invalid_request_error']),
]);

function family(failureClass: FailureClass, codes: readonly string[]): [string, FailureClass][] {
  return codes.map((code) => [code, failureClass]);
}

/**
 * Classifies a failed attempt. The most specific signal wins: Radar's block, then the issuer's decline code, then
 * Stripe's error code; a card error that says no more is a plain decline.
 */
export function classifyFailure(signals: FailureSignals): FailureClass {
  if (signals.outcomeType === 'blocked') return 'fraud_suspected';
  const known = BY_CODE.get(signals.declineCode) ?? BY_CODE.get(signals.code);
  if (known !== undefined) return known;
  return signals.code === 'card_declined' || signals.declineCode !== null ? 'card_declined' : 'unknown';
}

/** The class a customer may know: which failures look like fraud is for the merchant, not for whoever holds the card. */
export function shownToCustomer(failureClass: FailureClass): FailureClass {
  return failureClass === 'fraud_suspected' ? 'card_declined' : failureClass;
}
