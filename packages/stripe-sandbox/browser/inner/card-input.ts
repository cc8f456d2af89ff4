import { brandOf, passesLuhn } from '../../src/cards/card-number.ts';

/** Groups digits as they are embossed: 4-6-5 for American Express, else fours. */
export function formatNumber(typed: string): string {
  const digits = typed.replace(/\D/g, '').slice(0, 19);
  const groups = brandOf(digits) === 'amex' ? [4, 6, 5] : [4, 4, 4, 4, 3];
  let rest = digits;
  return groups
    .flatMap((size) => {
      const group = rest.slice(0, size);
      rest = rest.slice(size);
      return group === '' ? [] : [group];
    })
    .join(' ');
}

/** Writes an expiry as `MM / YY` while it is typed; a first digit over 1 is a month of one digit. */
export function formatExpiry(typed: string): string {
  const digits = typed
    .replace(/\D/g, '')
    .replace(/^([2-9])/, '0$1')
    .slice(0, 4);
  return digits.length < 3 ? digits : `${digits.slice(0, 2)} / ${digits.slice(2)}`;
}

export type NumberProblem = 'incomplete' | 'invalid';

/** What is wrong with a number, if anything. */
export function checkNumber(number: string): NumberProblem | undefined {
  const digits = number.replace(/\D/g, '');
  const length = brandOf(digits) === 'amex' ? 15 : 16;
  if (digits.length < length) return 'incomplete';
  return passesLuhn(digits) ? undefined : 'invalid';
}

export type ExpiryProblem = 'incomplete' | 'past';

/** What is wrong with an expiry, if anything. A card is good through the last day of its month. */
export function checkExpiry(expiry: string, now: Date): ExpiryProblem | undefined {
  const { month, year } = parseExpiry(expiry);
  if (!(month >= 1 && month <= 12) || Number.isNaN(year)) return 'incomplete';
  return year * 12 + month < now.getFullYear() * 12 + now.getMonth() + 1 ? 'past' : undefined;
}

/** Month and four-digit year; NaN where there is none yet. */
export function parseExpiry(expiry: string): { month: number; year: number } {
  const [month = '', year = ''] = expiry.split('/').map((part) => part.trim());
  return {
    month: month.length === 2 ? Number(month) : Number.NaN,
    year: year.length === 2 ? 2_000 + Number(year) : Number.NaN,
  };
}

/** Whether a security code has as many digits as its card's brand prints. */
export function isCompleteCvc(cvc: string, number: string): boolean {
  return cvc.length === (brandOf(number.replace(/\D/g, '')) === 'amex' ? 4 : 3);
}
