import { card, type TestCard } from './test-card.ts';

/** Cards that simply pay, by brand and funding: https://docs.stripe.com/testing#cards */
const BRANDS: readonly TestCard[] = [
  card('4242424242424242', ['pm_card_visa', 'pm_card_us']),
  card('4000056655665556', 'pm_card_visa_debit', {}, { funding: 'debit' }),
  card('5555555555554444', 'pm_card_mastercard', {}, { brand: 'mastercard' }),
  card('2223003122003222', [], {}, { brand: 'mastercard' }),
  card('5200828282828210', 'pm_card_mastercard_debit', {}, { brand: 'mastercard', funding: 'debit' }),
  card('5105105105105100', 'pm_card_mastercard_prepaid', {}, { brand: 'mastercard', funding: 'prepaid' }),
  card('378282246310005', ['pm_card_amex', 'pm_card_amex_threeDSecureNotSupported'], {}, { brand: 'amex' }),
  card('371449635398431', [], {}, { brand: 'amex' }),
  card('6011111111111117', 'pm_card_discover', {}, { brand: 'discover' }),
  card('6011000990139424', [], {}, { brand: 'discover' }),
  card('6011981111111113', [], {}, { brand: 'discover', funding: 'debit' }),
  card('3056930009020004', 'pm_card_diners', {}, { brand: 'diners' }),
  card('36227206271667', [], {}, { brand: 'diners' }),
  card('3566002020360505', 'pm_card_jcb', {}, { brand: 'jcb' }),
  card('3530111333300000', [], {}, { brand: 'jcb', country: 'JP' }),
  card('6200000000000005', 'pm_card_unionpay', {}, { brand: 'unionpay' }),
  card('6200000000000047', [], {}, { brand: 'unionpay', funding: 'debit' }),
  card('6205500000000000004', [], {}, { brand: 'unionpay' }),
];

/** Visa cards by the country of their bank: https://docs.stripe.com/testing#international-cards */
const COUNTRIES = `
  ar 4000000320000021  br 4000000760000002  ca 4000001240000000  cl 4000001520000001  co 4000001700000003
  cr 4000001880000005  ec 4000002180000000  mx 4000004840008001  pa 4000005910000000  py 4000006000000066
  pe 4000006040000068  uy 4000008580000003

  ae 4000007840000001  at 4000000400000008  be 4000000560000004  bg 4000001000000000  by 4000001120000005
  hr 4000001910000009  cy 4000001960000008  cz 4000002030000002  dk 4000002080000001  ee 4000002330000009
  fi 4000002460000001  fr 4000002500000003  de 4000002760000016  gi 4000002920000005  gr 4000003000000030
  hu 4000003480000005  ie 4000003720000005  it 4000003800000008  lv 4000004280000005  li 4000004380000004
  lt 4000004400000000  lu 4000004420000006  mt 4000004700000007  nl 4000005280000002  no 4000005780000007
  pl 4000006160000005  pt 4000006200000007  ro 4000006420000001  si 4000007050000006  sk 4000007030000001
  es 4000007240000007  se 4000007520000008  ch 4000007560000009  gb 4000008260000000

  au 4000000360000006  cn 4000001560000002  hk 4000003440000004  in 4000003560000008  jp 4000003920000003
  my 4000004580000002  nz 4000005540000008  sg 4000007020000003  tw 4000001580000008
`;

/** The rest of the same table: other brands and fundings, and a number that has no name. */
const OTHERS_ABROAD: readonly TestCard[] = [
  card('5200007840000022', 'pm_card_ae_mastercard', {}, { brand: 'mastercard', country: 'AE' }),
  card('4000006820000007', [], {}, { country: 'SA' }),
  card('4000058260000005', 'pm_card_gb_debit', {}, { funding: 'debit', country: 'GB' }),
  card('5555558265554449', 'pm_card_gb_mastercard', {}, { brand: 'mastercard', country: 'GB' }),
  card('4000007640000003', 'pm_card_th_credit', {}, { country: 'TH' }),
  card('4000057640000008', 'pm_card_th_debit', {}, { funding: 'debit', country: 'TH' }),
];

/** Their money is there at once: https://docs.stripe.com/testing#available-balance */
const AVAILABLE: readonly TestCard[] = [
  card('4000000000000077', 'pm_card_bypassPending', { funds: 'at_once' }),
  card('4000003720000278', 'pm_card_bypassPendingInternational', { funds: 'at_once' }, { country: 'IE' }),
];

export const plainCards: readonly TestCard[] = [
  ...BRANDS,
  ...[...COUNTRIES.matchAll(/([a-z]{2}) (\d+)/g)].map(([, country = '', number = '']) =>
    card(number, `pm_card_${country}`, {}, { country: country.toUpperCase() }),
  ),
  ...OTHERS_ABROAD,
  ...AVAILABLE,
];
