import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StripeApiError } from '../src/http/errors.ts';
import { checkAmount } from '../src/resources/shared/amounts.ts';
import { CURRENCIES } from '../src/resources/shared/currencies.ts';

/** https://docs.stripe.com/currencies */
function answer(amount: number, currency: string): unknown {
  try {
    return checkAmount(amount, currency);
  } catch (error) {
    if (error instanceof StripeApiError) return { status: error.status, ...error.body };
    throw error;
  }
}

describe('the smallest and the largest amount', () => {
  it.each([
    ['usd', 50, '$0.50'],
    ['eur', 50, '€0.50'],
    ['gbp', 30, '£0.30'],
    ['jpy', 50, '¥50'],
    ['huf', 17_500, 'Ft'],
    ['aed', 200, '2.00'],
    ['mxn', 1_000, '$10.00'],
  ])('%s begins at %i, told as %s', (currency, minimum, spoken) => {
    expect(answer(minimum, currency)).toBe(currency);
    expect(answer(minimum - 1, currency)).toMatchObject({
      status: 400,
      code: 'amount_too_small',
      param: 'amount',
      message: expect.stringContaining(spoken),
    });
  });

  it.each(['usd', 'jpy'])('of %s has eight digits', (currency) => {
    expect(answer(99_999_999, currency)).toBe(currency);
    expect(answer(100_000_000, currency)).toMatchObject({ code: 'amount_too_large', param: 'amount' });
  });

  it('says it as Stripe does', () => {
    expect(answer(49, 'usd')).toMatchObject({ message: 'Amount must be at least $0.50 usd' });
    expect(answer(100_000_000, 'usd')).toMatchObject({ message: 'Amount must be no more than $999,999.99' });
    expect(answer(0, 'usd')).toMatchObject({
      code: 'parameter_invalid_integer',
      message: 'This value must be greater than or equal to 1.',
    });
  });
});

describe('how fine an amount is', () => {
  it.each([
    ['kwd', 1_000, 1_001],
    ['bhd', 5_120, 5_124],
    ['jod', 5_120, 5_125],
    ['omr', 10, 15],
    ['tnd', 5_120, 5_129],
    ['isk', 500, 550],
    ['ugx', 500, 501],
  ])('%s takes %i and not %i', (currency, right, wrong) => {
    expect(answer(right, currency)).toBe(currency);
    expect(answer(wrong, currency)).toMatchObject({ status: 400, code: 'parameter_invalid_integer', param: 'amount' });
  });
});

it.each(['xyz', 'usdollar', '', 'btc'])('%j is no currency', (currency) => {
  expect(answer(1_000, currency)).toMatchObject({
    status: 400,
    param: 'currency',
    message: expect.stringMatching(/^Invalid currency: .*\. Stripe currently supports these currencies: usd, aed, afn/),
  });
});

it('an amount is taken or refused in every currency, whatever its case, by the same rules', () => {
  const currency = fc.constantFrom(...CURRENCIES);
  fc.assert(
    fc.property(currency, fc.integer({ min: -10, max: 200_000_000 }), (code, amount) => {
      const told = answer(amount, code.toUpperCase());
      expect(told).toEqual(answer(amount, code));
      const taken = told === code;
      if (amount < 1 || amount > 99_999_999) expect(taken).toBe(false);
      if (taken && ['bhd', 'jod', 'kwd', 'omr', 'tnd'].includes(code)) expect(amount % 10).toBe(0);
      if (taken && ['isk', 'ugx'].includes(code)) expect(amount % 100).toBe(0);
      // Any amount that is taken can be told to be larger by the currency's step until the limit.
      if (taken && amount + 100 <= 99_999_999) expect(answer(amount + 100, code)).toBe(code);
    }),
    { numRuns: 1_000 },
  );
});
