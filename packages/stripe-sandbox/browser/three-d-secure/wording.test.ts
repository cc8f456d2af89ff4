import { describe, expect, it } from 'vitest';
import { wordingFor } from './wording.ts';

describe("the bank's page", () => {
  it.each([
    [2_400, 'usd', '$24.00'],
    [2_400, 'jpy', '¥2,400'],
    [2_400, 'kwd', 'KWD 2.400'],
  ])('names %i %s as %s', (amount, currency, shown) => {
    const { details } = wordingFor({ object: 'payment_intent', amount, currency, description: 'Coffee' }, 'en-US');
    expect(details.map(([term, text]) => [term, text.replaceAll(/\s/g, ' ')])).toEqual([
      ['Amount', shown],
      ['For', 'Coffee'],
    ]);
  });

  it('says of a setup that nothing is paid now', () => {
    const { purpose, details } = wordingFor(
      { object: 'setup_intent', usage: 'off_session', description: null },
      'en-US',
    );
    expect(purpose).toContain('saves this card');
    expect(details).toEqual([
      ['You confirm', 'Card for later payments'],
      ['To pay now', 'Nothing'],
    ]);
  });
});
