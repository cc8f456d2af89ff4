import { type CurrencyCode, decimalsOf, parseCurrency } from './currency.ts';

/** An amount of money: whole minor units of one currency. */
export interface Money {
  /** Minor units: cents, yen, fils. */
  readonly amount: bigint;
  readonly currency: CurrencyCode;
}

/** Money as it travels in JSON, which has no big integers. */
export interface MoneyJson {
  /** Minor units in decimal digits. */
  readonly amount: string;
  readonly currency: string;
}

/** Makes money from minor units. Throws RangeError on an unknown currency or a number that is no safe integer. */
export function money(amount: bigint | number, currency: string): Money {
  const code = parseCurrency(currency);
  if (code === undefined) throw new RangeError(`unknown currency: ${currency}`);
  if (typeof amount === 'number' && !Number.isSafeInteger(amount))
    throw new RangeError(`not whole minor units: ${amount}`);
  return { amount: BigInt(amount), currency: code };
}

/** Adds two amounts. Throws RangeError when their currencies differ: two currencies have no sum. */
export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError(`cannot add ${a.currency} and ${b.currency}`);
  return { amount: a.amount + b.amount, currency: a.currency };
}

/** Adds any number of amounts of one currency; nothing adds up to zero. Throws RangeError on another currency. */
export function sum(amounts: readonly Money[], currency: CurrencyCode): Money {
  return amounts.reduce(add, { amount: 0n, currency });
}

/** Money for JSON. */
export function moneyToJson({ amount, currency }: Money): MoneyJson {
  return { amount: amount.toString(), currency };
}

/** Money from JSON. Throws SyntaxError on an amount that is no integer, RangeError on an unknown currency. */
export function moneyFromJson({ amount, currency }: MoneyJson): Money {
  return money(BigInt(amount), currency);
}

/** Money from JSON that anybody may have sent; undefined for what is no whole amount or no currency we know. */
export function parseMoney({ amount, currency }: MoneyJson): Money | undefined {
  const code = parseCurrency(currency);
  if (code === undefined || !/^-?\d{1,30}$/.test(amount)) return undefined;
  return { amount: BigInt(amount), currency: code };
}

/** The amount in major units, exactly, with a dot: "24.00", "2400" for yen, "-0.05". */
export function toMajorString({ amount, currency }: Money): `${number}` {
  const decimals = decimalsOf(currency);
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? `${sign}${digits}` : `${sign}${whole}.${digits.slice(-decimals)}`;
  return text as `${number}`;
}

/** Shows money to people in their language. Exact at any size: Intl takes the decimal digits, never a double. */
export function formatMoney(value: Money, locale?: string): string {
  const decimals = decimalsOf(value.currency);
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: value.currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(toMajorString(value));
}
