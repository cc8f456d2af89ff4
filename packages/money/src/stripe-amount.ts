import { type CurrencyCode, decimalsOf, parseCurrency } from './currency.ts';
import { type Money, toMajorString } from './money.ts';

/** How Stripe counts a currency where it does not do so as we do, or takes fewer amounts than it can count. */
interface StripeCurrency {
  /** What one of our minor units is in Stripe's. */
  readonly factor: bigint;
  /** Stripe takes multiples of this only, in its own units. */
  readonly step: bigint;
}

/**
 * What Stripe charges, by https://docs.stripe.com/currencies ("Special cases" and "Three-decimal currencies"):
 * UGX has no decimals but is written with two, which are zeros; ISK is written with two, which are zeros; amounts of three
 * decimals end in a zero. HUF and TWD are special in payouts alone. All others are counted as we count them.
 */
const SPECIAL: ReadonlyMap<string, StripeCurrency> = new Map([
  ['UGX', { factor: 100n, step: 100n }],
  ['ISK', { factor: 1n, step: 100n }],
]);

const THREE_DECIMALS: StripeCurrency = { factor: 1n, step: 10n };
const PLAIN: StripeCurrency = { factor: 1n, step: 1n };

function stripeCurrency(currency: CurrencyCode): StripeCurrency {
  return SPECIAL.get(currency) ?? (decimalsOf(currency) === 3 ? THREE_DECIMALS : PLAIN);
}

/** Whether Stripe takes an amount of this exactness. How much it takes at least and at most is another question. */
export function isChargeable({ amount, currency }: Money): boolean {
  const { factor, step } = stripeCurrency(currency);
  return (amount * factor) % step === 0n;
}

/** The smallest step between amounts that can be charged, in major units: "0.010" for KWD, "1.00" for ISK. */
export function chargeableStep(currency: CurrencyCode): `${number}` {
  const { factor, step } = stripeCurrency(currency);
  return toMajorString({ amount: step / factor, currency });
}

/** The amount as Stripe's API takes it. Throws RangeError on one that Stripe would refuse, or that JSON cannot carry. */
export function toStripeAmount(value: Money): number {
  if (!isChargeable(value)) throw new RangeError(`Stripe cannot charge ${toMajorString(value)} ${value.currency}`);
  const amount = Number(value.amount * stripeCurrency(value.currency).factor);
  if (!Number.isSafeInteger(amount)) throw new RangeError(`amount ${value.amount} is beyond what Stripe can take`);
  return amount;
}

/**
 * Money as Stripe's API tells of it; `currency` in any case. Throws RangeError on a currency we do not know, or an
 * amount that is not whole in our minor units.
 */
export function fromStripeAmount(amount: number, currency: string): Money {
  const code = parseCurrency(currency);
  if (code === undefined) throw new RangeError(`Stripe reported a currency this version does not know: ${currency}`);
  const { factor } = stripeCurrency(code);
  if (!Number.isSafeInteger(amount) || BigInt(amount) % factor !== 0n) {
    throw new RangeError(`Stripe reported an amount that is not whole: ${amount} ${code}`);
  }
  return { amount: BigInt(amount) / factor, currency: code };
}
