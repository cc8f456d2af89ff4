/**
 * Stripe's test cards: https://docs.stripe.com/testing — the number is the truth, the `pm_card_…` name an alias.
 */
export interface TestCard {
  readonly number: string;
  readonly alias?: string;
  readonly brand: string;
  readonly behaviour: CardBehaviour;
}

export interface Decline {
  readonly code: string;
  readonly declineCode?: string;
  /** What the card network advises: https://docs.stripe.com/declines/advice-codes */
  readonly adviceCode?: string;
  readonly message: string;
  /** Radar refused it before the issuer was asked. */
  readonly blocked?: boolean;
}

export interface CardBehaviour {
  /** Whether the bank asks for 3D Secure. */
  readonly challenge?: 'always' | 'unless_set_up';
  readonly decline?: Decline;
  /** The card can be attached to a customer even though every charge fails. */
  readonly attaches?: boolean;
  readonly risk?: 'elevated';
  /** The cardholder complains right after paying: a chargeback, or an inquiry that takes no money yet. */
  readonly dispute?: 'chargeback' | 'inquiry';
  /** What becomes of a refund after its first answer. */
  readonly refund?: 'pending' | 'fails_later';
}

const declined = (declineCode: string, adviceCode?: string): Decline => ({
  code: 'card_declined',
  declineCode,
  message: declineCode === 'insufficient_funds' ? 'Your card has insufficient funds.' : 'Your card was declined.',
  ...(adviceCode === undefined ? {} : { adviceCode }),
});

const card = (number: string, alias: string | undefined, behaviour: CardBehaviour = {}, brand = 'visa'): TestCard => ({
  number,
  brand,
  behaviour,
  ...(alias === undefined ? {} : { alias }),
});

const CARDS: readonly TestCard[] = [
  card('4242424242424242', 'pm_card_visa'),
  card('5555555555554444', 'pm_card_mastercard', {}, 'mastercard'),
  card('378282246310005', 'pm_card_amex', {}, 'amex'),
  card('4000056655665556', 'pm_card_visa_debit'),
  card('6011111111111117', 'pm_card_discover', {}, 'discover'),
  card('4000000000000002', 'pm_card_visa_chargeDeclined', { decline: declined('generic_decline', 'try_again_later') }),
  card('4000000000009995', 'pm_card_visa_chargeDeclinedInsufficientFunds', {
    decline: declined('insufficient_funds', 'try_again_later'),
  }),
  card('4000000000009987', 'pm_card_visa_chargeDeclinedLostCard', {
    decline: declined('lost_card', 'do_not_try_again'),
  }),
  card('4000000000009979', 'pm_card_visa_chargeDeclinedStolenCard', {
    decline: declined('stolen_card', 'do_not_try_again'),
  }),
  card('4000000000000069', 'pm_card_chargeDeclinedExpiredCard', {
    decline: { code: 'expired_card', message: 'Your card has expired.', adviceCode: 'do_not_try_again' },
  }),
  card('4000000000000127', 'pm_card_chargeDeclinedIncorrectCvc', {
    decline: {
      code: 'incorrect_cvc',
      message: "Your card's security code is incorrect.",
      adviceCode: 'do_not_try_again',
    },
  }),
  card('4000000000000119', 'pm_card_chargeDeclinedProcessingError', {
    decline: {
      code: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
      adviceCode: 'try_again_later',
    },
  }),
  card('4000000000006975', 'pm_card_visa_chargeDeclinedVelocityLimitExceeded', {
    decline: declined('card_velocity_exceeded', 'try_again_later'),
  }),
  card('4242424242424241', undefined, {
    decline: { code: 'incorrect_number', message: 'Your card number is incorrect.' },
  }),
  card('4000000000000341', 'pm_card_chargeCustomerFail', {
    attaches: true,
    decline: declined('generic_decline', 'try_again_later'),
  }),
  card('4000000000003220', 'pm_card_threeDSecure2Required', { challenge: 'always' }),
  card('4000002500003155', 'pm_card_authenticationRequired', { challenge: 'unless_set_up' }),
  card('4000002760003184', 'pm_card_authenticationRequiredOnSetup', { challenge: 'always' }),
  card('4000008260003178', 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', {
    challenge: 'always',
    decline: declined('insufficient_funds', 'try_again_later'),
  }),
  card('4100000000000019', 'pm_card_radarBlock', {
    decline: { code: 'card_declined', declineCode: 'fraudulent', message: 'Your card was declined.', blocked: true },
  }),
  card('4000000000009235', 'pm_card_riskLevelElevated', { risk: 'elevated' }),
  card('4000000000000259', 'pm_card_createDispute', { dispute: 'chargeback' }),
  card('4000000000001976', 'pm_card_createDisputeInquiry', { dispute: 'inquiry' }),
  card('4000000000007726', 'pm_card_pendingRefund', { refund: 'pending' }),
  card('4000000000005126', 'pm_card_refundFail', { refund: 'fails_later' }),
];

const BY_NUMBER = new Map(CARDS.map((known) => [known.number, known]));
const BY_ALIAS = new Map(CARDS.flatMap((known) => (known.alias === undefined ? [] : [[known.alias, known] as const])));

/** Every card the sandbox treats specially, for tables of tests and of people. */
export const testCards = CARDS;

/** The card behind a `pm_card_…` name. */
export function cardByAlias(alias: string): TestCard | undefined {
  return BY_ALIAS.get(alias);
}

/** How a card behaves; any other number that passes the Luhn check is, as at Stripe's test mode, not a test card. */
export function cardByNumber(number: string): TestCard | undefined {
  return BY_NUMBER.get(number);
}
