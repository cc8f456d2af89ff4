import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkExpiry, checkNumber, formatExpiry, formatNumber, isCompleteCvc, parseExpiry } from './card-input.ts';

describe('a card number', () => {
  it.each([
    ['4242424242424242', '4242 4242 4242 4242'],
    ['378282246310005', '3782 822463 10005'],
    ['4242-4242 42', '4242 4242 42'],
    ['', ''],
  ])('%s is written %s', (typed, shown) => expect(formatNumber(typed)).toBe(shown));

  it('keeps what was typed, whatever is formatted again', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const once = formatNumber(typed);
        expect(formatNumber(once)).toBe(once);
        expect(typed.replace(/\D/g, '')).toContain(once.replace(/\D/g, ''));
      }),
    );
  });

  it.each(['4242 4242 4242 4242', '3782 822463 10005'])('%s is complete and right', (number) =>
    expect(checkNumber(number)).toBeUndefined(),
  );

  it.each([
    ['4242 4242 4242 4241', 'invalid'],
    ['4242 4242', 'incomplete'],
  ])('%s is %s', (number, problem) => expect(checkNumber(number)).toBe(problem));
});

describe('an expiry date', () => {
  it.each([
    ['1234', '12 / 34'],
    ['534', '05 / 34'],
    ['1', '1'],
    ['12', '12'],
    ['12 / 3', '12 / 3'],
  ])('%s is written %s', (typed, shown) => expect(formatExpiry(typed)).toBe(shown));

  it('is good through its month', () => {
    const now = new Date(2026, 10, 30);
    expect(checkExpiry('11 / 26', now)).toBeUndefined();
    expect(checkExpiry('10 / 26', now)).toBe('past');
    expect(checkExpiry('13 / 26', now)).toBe('incomplete');
    expect(checkExpiry('12 / 3', now)).toBe('incomplete');
    expect(parseExpiry('12 / 34')).toEqual({ month: 12, year: 2034 });
  });
});

describe('a security code', () => {
  it('has four digits on American Express and three elsewhere', () => {
    expect(isCompleteCvc('123', '4242')).toBe(true);
    expect(isCompleteCvc('123', '3782')).toBe(false);
    expect(isCompleteCvc('1234', '3782')).toBe(true);
  });
});
