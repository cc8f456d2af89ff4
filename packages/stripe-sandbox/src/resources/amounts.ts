import { invalidParam } from '../http/errors.ts';

/** Smallest amounts in minor units: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const MINIMUM: Readonly<Record<string, number>> = {
  usd: 50,
  aed: 200,
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1_500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  inr: 50,
  jpy: 50,
  mxn: 1_000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1_000,
};

const MAXIMUM = 99_999_999;

/**
 * The currency in lower case. Throws Stripe's 400, naming `param`, for an amount in minor units outside its bounds, or a
 * currency that is none.
 */
export function checkAmount(amount: number, currency: string, param = 'amount'): string {
  const code = currency.toLowerCase();
  if (!/^[a-z]{3}$/.test(code)) throw invalidParam(`Invalid currency: ${currency}.`, 'currency');
  if (amount < 1)
    throw invalidParam('This value must be greater than or equal to 1.', param, 'parameter_invalid_integer');
  const minimum = MINIMUM[code] ?? 1;
  if (amount < minimum) {
    throw invalidParam(`Amount must be at least ${minimum} ${code} in minor units.`, param, 'amount_too_small');
  }
  if (amount > MAXIMUM)
    throw invalidParam(`Amount must be no more than ${MAXIMUM} ${code} in minor units.`, param, 'amount_too_large');
  return code;
}
