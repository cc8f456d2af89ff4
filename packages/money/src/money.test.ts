import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  decimalsOf,
  formatMoney,
  money,
  moneyFromJson,
  moneyToJson,
  parseCurrency,
  sum,
  toMajorString,
} from './index.ts';

const currency = fc.constantFrom('USD', 'eur', 'JPY', 'KWD');
const amount = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
const anyMoney = fc.tuple(amount, currency).map(([value, code]) => money(value, code));

describe('money', () => {
  it.each([
    [2400n, 'USD', '$24.00'],
    [2400n, 'JPY', '¥2,400'],
    [2400n, 'KWD', 'KWD\u00a02.400'],
    [-5n, 'USD', '-$0.05'],
    [900719925474099312n, 'USD', '$9,007,199,254,740,993.12'],
  ])('of %s minor units in %s reads %s', (minor, code, text) => {
    expect(formatMoney(money(minor, code), 'en-US')).toBe(text);
  });

  it('survives the trip through JSON at any size', () => {
    fc.assert(
      fc.property(anyMoney, (value) => {
        expect(moneyFromJson(JSON.parse(JSON.stringify(moneyToJson(value))))).toEqual(value);
      }),
    );
  });

  it('adds up to the same whatever the order', () => {
    fc.assert(
      fc.property(fc.array(amount), (amounts) => {
        const usd = parseCurrency('usd');
        if (usd === undefined) throw new Error('usd is a currency');
        const values = amounts.map((value) => money(value, 'USD'));
        expect(sum(values, usd)).toEqual(sum([...values].reverse(), usd));
        expect(sum(values, usd).amount).toBe(amounts.reduce((total, value) => total + value, 0n));
      }),
    );
  });

  it('has as many decimals as its currency says', () => {
    fc.assert(
      fc.property(anyMoney, (value) => {
        const text = toMajorString(value);
        expect(text.split('.')[1]?.length ?? 0).toBe(decimalsOf(value.currency));
        expect(BigInt(text.replace('.', ''))).toBe(value.amount);
      }),
    );
  });

  it('never adds two currencies', () => {
    expect(() => add(money(1n, 'USD'), money(1n, 'EUR'))).toThrow(RangeError);
  });

  it('refuses what is no money', () => {
    expect(() => money(1.5, 'USD')).toThrow(RangeError);
    expect(() => money(Number.MAX_SAFE_INTEGER + 1, 'USD')).toThrow(RangeError);
    expect(() => money(1, 'XXX')).toThrow(RangeError);
    expect(parseCurrency('doge')).toBeUndefined();
  });
});
