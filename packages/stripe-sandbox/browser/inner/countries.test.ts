import { describe, expect, it } from 'vitest';
import { addressRules, COUNTRIES, countryChoices, countryOf } from './countries.ts';

describe('countries', () => {
  it.each([
    ['en-US', 'US'],
    ['de', 'DE'],
    ['de-AT', 'AT'],
    ['pt', 'BR'],
    ['th', 'US'],
  ])('%s is at home in %s', (locale, country) => expect(countryOf(locale)).toBe(country));

  it('are named and sorted in the language of the form', () => {
    expect(countryChoices('de', ['US', 'AT', 'DE'])).toEqual([
      ['DE', 'Deutschland'],
      ['AT', 'Österreich'],
      ['US', 'Vereinigte Staaten'],
    ]);
    expect(countryChoices('en')).toHaveLength(COUNTRIES.length);
    expect(countryChoices('en', ['<b>', 'FR'])).toEqual([['FR', 'France']]);
  });

  it('ask for what their addresses have', () => {
    expect(addressRules('US')).toEqual({ checkedWithCard: true, postalCode: true, state: true });
    expect(addressRules('DE')).toEqual({ checkedWithCard: false, postalCode: true, state: false });
    expect(addressRules('HK').postalCode).toBe(false);
  });
});
