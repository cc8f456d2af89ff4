import { truncated } from './card-number.ts';
import { declines } from './declines.ts';
import { plainCards } from './plain-cards.ts';
import { type CardBehaviour, card, type TestCard } from './test-card.ts';

/** Cards that fail: https://docs.stripe.com/testing#declined-payments */
const DECLINED: readonly TestCard[] = [
  card('4000000000000002', ['pm_card_visa_chargeDeclined', 'pm_card_chargeDeclined'], { decline: declines.generic }),
  card(
    '4000000000009995',
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'pm_card_chargeDeclinedInsufficientFunds'],
    {
      decline: declines.insufficientFunds,
    },
  ),
  card('4000000000009987', 'pm_card_visa_chargeDeclinedLostCard', { decline: declines.lostCard }),
  card('4000000000009979', 'pm_card_visa_chargeDeclinedStolenCard', { decline: declines.stolenCard }),
  card('4000000000000069', 'pm_card_chargeDeclinedExpiredCard', { decline: declines.expired }),
  card('4000000000000127', 'pm_card_chargeDeclinedIncorrectCvc', { decline: declines.incorrectCvc }),
  card('4000000000000119', 'pm_card_chargeDeclinedProcessingError', { decline: declines.processingError }),
  card('4000000000006975', 'pm_card_visa_chargeDeclinedVelocityLimitExceeded', { decline: declines.velocity }),
  card('4242424242424241', [], { decline: declines.incorrectNumber }),
  card('4000000000000341', 'pm_card_chargeCustomerFail', { attaches: true, decline: declines.generic }),
];

/** https://docs.stripe.com/testing#fraud-prevention */
const FRAUD: readonly TestCard[] = [
  card('4100000000000019', ['pm_card_radarBlock', 'pm_card_chargeDeclinedFraudulent'], { decline: declines.blocked }),
  // Radar blocks the highest risk unless told otherwise.
  card('4000000000004954', 'pm_card_riskLevelHighest', { decline: declines.blocked }),
  card('4000000000009235', 'pm_card_riskLevelElevated', { risk: 'elevated' }),
  card('4000000000000101', 'pm_card_cvcCheckFail', { checks: { cvc: 'fail' } }),
  card('4000000000000036', 'pm_card_avsZipFail', { checks: { postalCode: 'fail' } }),
  card('4000058400307872', 'pm_card_cvcCheckFailElevatedRisk', { checks: { cvc: 'fail' }, risk: 'elevated' }),
  card('4000058400306072', 'pm_card_avsZipFailElevatedRisk', { checks: { postalCode: 'fail' }, risk: 'elevated' }),
  card('4000000000000028', 'pm_card_avsLine1Fail', { checks: { line1: 'fail' } }),
  card('4000000000000010', 'pm_card_avsFail', { checks: { line1: 'fail', postalCode: 'fail' } }),
  card('4000000000000044', 'pm_card_avsUnchecked', { checks: { line1: 'unavailable', postalCode: 'unavailable' } }),
];

/** https://docs.stripe.com/testing#regulatory-cards */
const AUTHENTICATION: readonly TestCard[] = [
  card('4000000000003220', 'pm_card_threeDSecure2Required', { challenge: 'always' }),
  card('4000000000003055', 'pm_card_threeDSecureOptional', { challenge: 'on_request' }),
  card('4000000000003063', 'pm_card_threeDSecureRequired', { challenge: 'always' }),
  card('4000008400000027', [], { challenge: 'always' }),
  card('4000002500003155', 'pm_card_authenticationRequiredOnSetup', { challenge: 'unless_set_up' }),
  card('4000003800000446', 'pm_card_authenticationRequiredSetupForOffSession', { challenge: 'on_session' }),
  card('4000002760003184', 'pm_card_authenticationRequired', { challenge: 'always' }),
  card('4000008260003178', 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', {
    challenge: 'always',
    decline: declines.insufficientFunds,
  }),
  card('4000008400001629', 'pm_card_threeDSecureRequiredChargeDeclined', {
    challenge: 'always',
    decline: declines.generic,
  }),
];

/** What comes after the payment: https://docs.stripe.com/testing#disputes and https://docs.stripe.com/testing#refunds */
const AFTERWARDS: readonly TestCard[] = [
  card('4000000000000259', 'pm_card_createDispute', { dispute: { kind: 'chargeback', reason: 'fraudulent' } }),
  card('4000000000002685', 'pm_card_createDisputeProductNotReceived', {
    dispute: { kind: 'chargeback', reason: 'product_not_received' },
  }),
  card('4000000000001976', 'pm_card_createDisputeInquiry', { dispute: { kind: 'inquiry', reason: 'fraudulent' } }),
  card('4000000000007726', 'pm_card_pendingRefund', { refund: 'pending' }),
  card('4000000000005126', 'pm_card_refundFail', { refund: 'fails_later' }),
];

const CARDS: readonly TestCard[] = [...plainCards, ...DECLINED, ...FRAUD, ...AUTHENTICATION, ...AFTERWARDS];
const BY_NUMBER = new Map(CARDS.map((known) => [known.number, known]));
/** Those that do anything special; the others need not be told apart. */
const BY_TRUNCATED = new Map(
  CARDS.filter(({ behaviour }) => Object.keys(behaviour).length > 0).map((known) => [truncated(known.number), known]),
);
const BY_NAME = new Map(CARDS.flatMap((known) => known.names.map((name) => [name, known] as const)));

/** Every card the sandbox treats specially, for tables of tests and of people. */
export const testCards = CARDS;

/** The card behind a `pm_card_…` name. */
export function cardByName(name: string): TestCard | undefined {
  return BY_NAME.get(name);
}

/** The card behind a test token: `tok_visa` is the card that `pm_card_visa` is. */
export function cardByToken(token: string): TestCard | undefined {
  return token.startsWith('tok_') ? cardByName(token.replace('tok_', 'pm_card_')) : undefined;
}

/** How a card behaves; any other number that passes the Luhn check is, as at Stripe's test mode, not a test card. */
export function cardByNumber(number: string): TestCard | undefined {
  return BY_NUMBER.get(number);
}

/** What is kept of a test card that behaves in a way of its own; undefined for every other card. */
export function traceOf(number: string): string | undefined {
  const trace = truncated(number);
  return BY_TRUNCATED.get(trace)?.number === number ? trace : undefined;
}

/** How the card behaves that left this trace. */
export function behaviourByTrace(trace: string): CardBehaviour {
  return BY_TRUNCATED.get(trace)?.behaviour ?? {};
}
