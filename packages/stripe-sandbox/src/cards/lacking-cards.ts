/**
 * Cards of Stripe's testing page (https://docs.stripe.com/testing) whose behaviour the sandbox does not have. Were they to
 * pay like any other card, a test would prove nothing.
 */
const LACKING = `
  4000008400000407 pm_card_highFraudDisputeScore
  4000008400000159 pm_card_highEfwScore
  4000008400001017 pm_card_radarDynamicRiskThreshold
  4001858821843804 pm_card_freeTrialAbuseBlock
  4000008405600003 pm_card_adaptive3dsChallenge
  4000008400001280 pm_card_threeDSecureRequiredProcessingError
  4000000000003097 pm_card_threeDSecureOptionalProcessingError
  4000000000005423 pm_card_createIssuerFraudRecord
  4000000404000079 pm_card_createMultipleDisputes
  4000000404000038 pm_card_createCe3EligibleDispute
  4000008400000779 pm_card_createComplianceDispute
  5105008400000002 pm_card_createMastercardComplianceDispute
  4000000001000043 pm_card_createAutoRepresentmentEligibleDispute
  4000002500001001 pm_card_visa_cartesBancaires
  5555552500001001 pm_card_mastercard_cartesBancaires
  4000050360000001 pm_card_visa_debit_eftposAuCoBranded
  5555050360000080 pm_card_mastercard_debit_eftposAuCoBranded
  4000051230000072 pm_card_debit_visaFsaProductCode
  4000051230000072 pm_card_debit_visaHsaProductCode
  5200828282828897 pm_card_mastercard_debit_mastercardFsaProductCode
`;

const NUMBERS_AND_NAMES: ReadonlySet<string> = new Set(LACKING.split(/\s+/).filter((word) => word !== ''));

/** Whether a number, a `pm_card_…` name or a `tok_…` token is a test card of Stripe's that the sandbox lacks. */
export function lacksCard(card: string): boolean {
  return NUMBERS_AND_NAMES.has(card.replace(/^tok_/, 'pm_card_')) || /^pm_usBankAccount_/.test(card);
}
