import { formatMoney, money } from '@flashstudio/money';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseLocale, stripeLocale } from './locale.ts';

describe('the locale of the widget', () => {
  it.each([
    ['en-US', 'en-US'],
    ['en_US', 'en-US'],
    ['EN_us', 'en-US'],
    [' de-AT ', 'de-AT'],
    ['en-US@posix', 'en-US'],
    ['de_DE.UTF-8@euro', 'de-DE'],
    ['ar-EG', 'ar-EG'],
    ['zh_Hant_TW', 'zh-Hant-TW'],
    ['fa-IR-u-nu-latn', 'fa-IR-u-nu-latn'],
  ])('reads %j as %s', (tag, locale) => expect(chooseLocale([tag])).toBe(locale));

  it.each(['', 'C', 'POSIX', '@', 'garbage!', 'en-', 'e', '$' + '{locale}', 'undefined', '\u0000', '日本語', 'xx-YY'])(
    'takes the next wish when one is %j',
    (tag) => {
      expect(chooseLocale([tag, 'fr-FR'])).toBe('fr-FR');
    },
  );

  it('is English when no wish can be met', () => {
    expect(chooseLocale([])).toBe('en');
    expect(chooseLocale(['??', 'C'])).toBe('en');
  });

  it('can show an amount and be told to the card fields, whatever a page says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-zA-Z_\-.@]{0,12}$/))),
        (tags) => {
          const locale = chooseLocale(tags);
          expect(formatMoney(money(2400n, 'USD'), locale)).not.toBe('');
          expect(stripeLocale(locale)).toMatch(/^[a-z]/);
        },
      ),
    );
  });
});

describe('the locale of the card fields', () => {
  it.each([
    ['de-AT', 'de'],
    ['pt-BR', 'pt-BR'],
    ['pt-PT', 'pt'],
    ['zh-Hant-TW', 'zh-TW'],
    ['fr', 'fr-FR'],
    ['sw-KE', 'auto'],
  ])('is for %s %s', (locale, expected) => expect(stripeLocale(locale)).toBe(expected));
});
