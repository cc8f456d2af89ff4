/**
 * ISO 4217 codes a card can be charged in, by the number of decimals of their minor unit.
 * Source: https://docs.stripe.com/currencies (zero- and three-decimal lists, presentment currencies).
 */
const ZERO_DECIMAL = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF';
const THREE_DECIMAL = 'BHD JOD KWD OMR TND';
const TWO_DECIMAL =
  'USD EUR GBP AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP CRC ' +
  'CVE CZK DKK DOP DZD EGP ETB FJD FKP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD KES KGS KHR KYD KZT LAK ' +
  'LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR ' +
  'RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD STN SZL THB TJS TOP TRY TTD TWD TZS UAH UYU UZS WST XCD YER ZAR ZMW';

declare const brand: unique symbol;

/** A currency we know, in upper case. Made by `parseCurrency`. */
export type CurrencyCode = string & { readonly [brand]: 'CurrencyCode' };

const DECIMALS = new Map<string, number>([
  ...list(ZERO_DECIMAL, 0),
  ...list(TWO_DECIMAL, 2),
  ...list(THREE_DECIMAL, 3),
]);

function list(codes: string, decimals: number): [string, number][] {
  return codes.split(' ').map((code) => [code, decimals]);
}

/** Every currency we know. */
export function currencies(): readonly CurrencyCode[] {
  return [...DECIMALS.keys()].filter(isCurrency);
}

/** Reads a currency code in any case; undefined when it is none we know. */
export function parseCurrency(code: string): CurrencyCode | undefined {
  const upper = code.toUpperCase();
  return isCurrency(upper) ? upper : undefined;
}

function isCurrency(code: string): code is CurrencyCode {
  return DECIMALS.has(code);
}

/** How many decimals the minor unit has: 0 for JPY, 2 for USD, 3 for KWD. */
export function decimalsOf(currency: CurrencyCode): number {
  return DECIMALS.get(currency) ?? 2;
}
