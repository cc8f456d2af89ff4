import { expect, it } from 'vitest';
import { formatAmount } from './money.ts';

it.each([
  [9_000, 'usd', 'en-US', '$90.00'],
  [9_000, 'jpy', 'en-US', '¥9,000'],
  [12_345, 'kwd', 'en-US', 'KWD\u00a012.345'],
  [123_456, 'eur', 'de-DE', '1.234,56\u00a0€'],
])('%d minor units of %s in %s are %s', (minor, currency, locale, shown) => {
  expect(formatAmount(minor, currency, locale)).toBe(shown);
});
