/**
 * Payment method types and what they can be paid in: https://docs.stripe.com/payments/payment-methods/payment-method-support.
 * The sandbox pays by card alone; of the others it knows what an intent may be limited to. Those that are not here it lacks.
 */
const CURRENCIES: Readonly<Record<string, string>> = {
  card: 'any',
  link: 'any',
  acss_debit: 'cad usd',
  affirm: 'cad usd',
  afterpay_clearpay: 'aud cad eur gbp nzd usd',
  alipay: 'aud cad cny eur gbp hkd jpy myr nzd sgd usd',
  alma: 'eur',
  amazon_pay: 'aud chf dkk eur gbp hkd jpy nok nzd sek usd zar',
  au_becs_debit: 'aud',
  bacs_debit: 'gbp',
  bancontact: 'eur',
  bizum: 'eur',
  blik: 'pln',
  boleto: 'brl',
  cashapp: 'usd',
  crypto: 'usd',
  customer_balance: 'eur gbp jpy mxn usd',
  eps: 'eur',
  fpx: 'myr',
  giropay: 'eur',
  grabpay: 'myr sgd',
  ideal: 'eur',
  kakao_pay: 'krw',
  klarna: 'aud cad chf czk dkk eur gbp nok nzd pln ron sek usd',
  konbini: 'jpy',
  kr_card: 'krw',
  mb_way: 'eur',
  mobilepay: 'dkk eur nok sek',
  multibanco: 'eur',
  naver_pay: 'krw',
  nz_bank_account: 'nzd',
  oxxo: 'mxn',
  p24: 'eur pln',
  payco: 'krw',
  paynow: 'sgd',
  paypal: 'aud cad chf czk dkk eur gbp hkd nok nzd pln sek sgd usd',
  payto: 'aud',
  promptpay: 'thb',
  samsung_pay: 'krw',
  satispay: 'eur',
  sepa_debit: 'eur',
  sofort: 'eur',
  swish: 'sek',
  twint: 'chf',
  upi: 'inr',
  us_bank_account: 'usd',
  wechat_pay: 'aud cad chf cny dkk eur gbp hkd jpy nok sek sgd usd',
};

/** What a type can be paid in; undefined for one that the sandbox does not know. */
export function currenciesOf(type: string): 'any' | readonly string[] | undefined {
  const written = CURRENCIES[type];
  return written === undefined || written === 'any' ? written : written.split(' ');
}

/** Whether a type can be paid in a currency; where there is none yet, as for a setup, in any. */
export function takesCurrency(type: string, currency: string | null): boolean {
  const currencies = currenciesOf(type);
  return currencies === 'any' || currency === null || (currencies?.includes(currency) ?? false);
}
