import { card, type TestCard } from './test-card.ts';

/** Cards that simply pay, by brand and funding: https://docs.stripe.com/testing#cards */
const BRANDS: readonly TestCard[] = [
  card('4242424242424242', 'pm_card_visa'),
  card('4000056655665556', 'pm_card_visa_debit', {}, { funding: 'debit' }),
  card('5555555555554444', 'pm_card_mastercard', {}, { brand: 'mastercard' }),
  card('2223003122003222', undefined, {}, { brand: 'mastercard' }),
  card('5200828282828210', 'pm_card_mastercard_debit', {}, { brand: 'mastercard', funding: 'debit' }),
  card('5105105105105100', 'pm_card_mastercard_prepaid', {}, { brand: 'mastercard', funding: 'prepaid' }),
  card('378282246310005', 'pm_card_amex', {}, { brand: 'amex' }),
  card('371449635398431', undefined, {}, { brand: 'amex' }),
  card('6011111111111117', 'pm_card_discover', {}, { brand: 'discover' }),
  card('6011000990139424', undefined, {}, { brand: 'discover' }),
  card('3056930009020004', 'pm_card_diners', {}, { brand: 'diners' }),
  card('36227206271667', undefined, {}, { brand: 'diners' }),
  card('3566002020360505', 'pm_card_jcb', {}, { brand: 'jcb' }),
  card('6200000000000005', 'pm_card_unionpay', {}, { brand: 'unionpay' }),
];

/** Visa cards by the country of their bank: https://docs.stripe.com/testing#international-cards */
const COUNTRIES = [
  ['BR', '4000000760000002'],
  ['CA', '4000001240000000'],
  ['MX', '4000004840008001'],
  ['AT', '4000000400000008'],
  ['BE', '4000000560000004'],
  ['DK', '4000002080000001'],
  ['FI', '4000002460000001'],
  ['FR', '4000002500000003'],
  ['DE', '4000002760000016'],
  ['IE', '4000003720000005'],
  ['IT', '4000003800000008'],
  ['LU', '4000004420000006'],
  ['NL', '4000005280000002'],
  ['NO', '4000005780000007'],
  ['PL', '4000006160000005'],
  ['PT', '4000006200000007'],
  ['ES', '4000007240000007'],
  ['SE', '4000007520000008'],
  ['CH', '4000007560000009'],
  ['GB', '4000008260000000'],
  ['AU', '4000000360000006'],
  ['HK', '4000003440000004'],
  ['IN', '4000003560000008'],
  ['JP', '4000003920000003'],
  ['MY', '4000004580000002'],
  ['NZ', '4000005540000008'],
  ['SG', '4000007020000003'],
] as const;

export const plainCards: readonly TestCard[] = [
  ...BRANDS,
  ...COUNTRIES.map(([country, number]) => card(number, `pm_card_${country.toLowerCase()}`, {}, { country })),
];
