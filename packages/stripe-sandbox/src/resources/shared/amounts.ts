import { invalidParam } from '../../http/errors.ts';
import { CURRENCIES, exponentOf, MINIMUM, WHOLE_HUNDREDS } from './currencies.ts';

/** Eight digits, in every currency: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const MAXIMUM = 99_999_999;

/**
 * The currency in lower case. Throws Stripe's 400 for a currency it does not take, and for an amount in minor units
 * that is too small or too large, or finer than the currency is charged in:
 * https://docs.stripe.com/currencies#special-cases
 */
export function checkAmount(amount: number, currency: string, param = 'amount'): string {
  const code = checkCurrency(currency);
  if (amount < 1) {
    throw invalidParam('This value must be greater than or equal to 1.', param, 'parameter_invalid_integer');
  }
  const minimum = MINIMUM[code] ?? 1;
  if (amount < minimum) {
    throw invalidParam(`Amount must be at least ${spoken(minimum, code)} ${code}`, param, 'amount_too_small');
  }
  if (amount > MAXIMUM) {
    throw invalidParam(`Amount must be no more than ${spoken(MAXIMUM, code)}`, param, 'amount_too_large');
  }
  if (exponentOf(code) === 3 && amount % 10 !== 0) throw tooFine(amount, code, 10, param);
  if (WHOLE_HUNDREDS.has(code) && amount % 100 !== 0) throw tooFine(amount, code, 100, param);
  return code;
}

/** The currency in lower case. Throws Stripe's 400, which lists what it takes. */
function checkCurrency(currency: string): string {
  const code = currency.toLowerCase();
  if (CURRENCIES.has(code)) return code;
  const all = [...CURRENCIES].join(', ');
  throw invalidParam(`Invalid currency: ${code}. Stripe currently supports these currencies: ${all}`, 'currency');
}

function tooFine(amount: number, code: string, step: number, param: string) {
  return invalidParam(
    `Invalid amount: ${amount}. Amounts in ${code} must be divisible by ${step}.`,
    param,
    'parameter_invalid_integer',
  );
}

/** `$0.50`, as Stripe speaks of money in its errors. */
function spoken(amount: number, code: string): string {
  const digits = exponentOf(code);
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: code,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
}
