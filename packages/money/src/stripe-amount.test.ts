import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencies } from './currency.ts';
import { chargeableStep, fromStripeAmount, isChargeable, money, toMajorString, toStripeAmount } from './index.ts';

const anyCurrency = fc.constantFrom(...currencies());
const anyAmount = fc.bigInt({ min: 0n, max: 999_999_999_999n });

describe('amounts at Stripe', () => {
  it.each([
    [2400n, 'USD', 2400],
    [500n, 'JPY', 500],
    [5000n, 'UGX', 500_000],
    [5000n, 'ISK', 5000],
    [1230n, 'KWD', 1230],
    [1050n, 'HUF', 1050],
    [1050n, 'TWD', 1050],
  ])('%s minor units of %s are %s', (minor, currency, stripe) => {
    expect(toStripeAmount(money(minor, currency))).toBe(stripe);
    expect(fromStripeAmount(stripe, currency.toLowerCase())).toEqual(money(minor, currency));
  });

  it.each([
    [1235n, 'KWD', '0.010'],
    [1235n, 'BHD', '0.010'],
    [1235n, 'TND', '0.010'],
    [5050n, 'ISK', '1.00'],
  ])('%s minor units of %s cannot be charged: the step is %s', (minor, currency, step) => {
    const value = money(minor, currency);
    expect(isChargeable(value)).toBe(false);
    expect(() => toStripeAmount(value)).toThrow(
      new RangeError(`Stripe cannot charge ${toMajorString(value)} ${currency}`),
    );
    expect(chargeableStep(value.currency)).toBe(step);
  });

  it.each([
    ['USD', '0.01'],
    ['JPY', '1'],
    ['UGX', '1'],
    ['HUF', '0.01'],
  ])('of %s are charged in steps of %s', (currency, step) => {
    const one = money(1n, currency);
    expect(chargeableStep(one.currency)).toBe(step);
    expect(isChargeable(one)).toBe(true);
  });

  it('come back as they went, in every currency', () => {
    fc.assert(
      fc.property(anyCurrency, anyAmount, (currency, amount) => {
        const value = money(amount, currency);
        fc.pre(isChargeable(value));
        expect(fromStripeAmount(toStripeAmount(value), currency)).toEqual(value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('can be charged exactly when they are whole steps, in every currency', () => {
    for (const currency of currencies()) {
      const step = BigInt(chargeableStep(currency).replace('.', ''));
      fc.assert(
        fc.property(anyAmount, (amount) => {
          expect(isChargeable(money(amount, currency))).toBe(amount % step === 0n);
          expect(isChargeable(money(amount * step, currency))).toBe(true);
        }),
        { numRuns: 20 },
      );
    }
  });

  it('of Uganda are hundreds of what Stripe writes: a fraction of a shilling is nothing we can book', () => {
    expect(() => fromStripeAmount(5050, 'ugx')).toThrow('not whole');
  });

  it('that are no safe integer or of an unknown currency are refused', () => {
    expect(() => fromStripeAmount(1.5, 'usd')).toThrow(RangeError);
    expect(() => fromStripeAmount(1, 'xxx')).toThrow('does not know');
    expect(() => toStripeAmount(money(10n ** 20n, 'USD'))).toThrow(
      new RangeError('amount 100000000000000000000 is beyond what Stripe can take'),
    );
  });
});
