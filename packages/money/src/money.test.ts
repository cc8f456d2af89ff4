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
  parseMoney,
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
    expect(() => add(money(1n, 'USD'), money(1n, 'EUR'))).toThrow(new RangeError('cannot add USD and EUR'));
  });

  it('refuses what is no money', () => {
    expect(() => money(1.5, 'USD')).toThrow(new RangeError('not whole minor units: 1.5'));
    expect(() => money(Number.MAX_SAFE_INTEGER + 1, 'USD')).toThrow(RangeError);
    expect(() => money(1, 'XXX')).toThrow(new RangeError('unknown currency: XXX'));
    expect(parseCurrency('doge')).toBeUndefined();
  });

  it.each([
    [0n, 'USD', '0.00'],
    [5n, 'USD', '0.05'],
    [-5n, 'USD', '-0.05'],
    [-2_400n, 'USD', '-24.00'],
    [0n, 'JPY', '0'],
    [-2_400n, 'JPY', '-2400'],
    [7n, 'KWD', '0.007'],
    [0n, 'KWD', '0.000'],
  ])('of %s minor units in %s is %s in major units', (minor, code, text) => {
    expect(toMajorString(money(minor, code))).toBe(text);
  });

  it.each([
    ['0', 'usd', 0n],
    ['2400', 'USD', 2_400n],
    ['-5', 'eur', -5n],
    [`${'9'.repeat(30)}`, 'usd', 10n ** 30n - 1n],
  ])('that anybody sent as "%s" of %s is read', (amount, code, minor) => {
    expect(parseMoney({ amount, currency: code })).toEqual(money(minor, code));
  });

  it.each([
    ['', 'usd'],
    ['1.5', 'usd'],
    ['x1', 'usd'],
    ['1x', 'usd'],
    ['0x10', 'usd'],
    [' 1', 'usd'],
    ['--1', 'usd'],
    ['9'.repeat(31), 'usd'],
    ['1', 'doge'],
    ['x', 'doge'],
  ])('that anybody sent as "%s" of %s is none', (amount, code) => {
    expect(parseMoney({ amount, currency: code })).toBeUndefined();
  });
});

describe('a currency', () => {
  it.each([
    ['usd', 'USD', 2],
    ['Mxn', 'MXN', 2],
    ['CZK', 'CZK', 2],
    ['ils', 'ILS', 2],
    ['nzd', 'NZD', 2],
    ['ron', 'RON', 2],
    ['jpy', 'JPY', 0],
    ['vnd', 'VND', 0],
    ['kwd', 'KWD', 3],
  ])('%s is %s, whose minor unit has %s decimals', (text, code, decimals) => {
    const parsed = parseCurrency(text);
    expect(parsed).toBe(code);
    expect(parsed && decimalsOf(parsed)).toBe(decimals);
  });
});
