import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerName, mailableName } from '../src/customer-name.ts';

describe('the name of a customer in a mail', () => {
  it.each([
    'Ada Berg',
    'Maximiliane Freifrau von Hohenstein-Lichtenberg',
    "Sinéad O'Connor",
    'D’Artagnan',
    'J. R. R. Tolkien',
    'J.R.R. Tolkien',
    'Dr. Martin Luther King, Jr.',
    'Louis XIV',
    'John Smith 3rd',
    'Nguyễn Thị Minh Khai',
    'Σωκράτης',
    'יוסי כהן',
    'محمد علي',
    'สมชาย ใจดี',
    '山田 太郎',
    'マリー・キュリー',
    '김철수',
    'Núria Gal·la',
    'Kiln & Paper (Ada)',
  ])('stays as it is: %s', (name) => expect(mailableName(name)).toBe(name));

  it.each([
    ['  Ada \t Berg ', 'Ada Berg'],
    ['Ada\r\nBerg', 'Ada Berg'],
    ['Ada\u2028Berg', 'Ada Berg'],
    ['\u202eAda\u202c Berg\u200f', 'Ada Berg'],
    ['A\u200bd\u2060a\ufeff Be\u00adrg', 'Ada Berg'],
    ['علی\u200cرضا', 'علیرضا'],
    ['Ada\u3164\u115f Berg', 'Ada Berg'],
    ['Ada\ud800 Berg', 'Ada Berg'],
    ['Rene\u0301', 'René'],
  ])('loses what nobody sees: %j', (given, name) => expect(mailableName(given)).toBe(name));

  it.each([
    'your refund failed, sign in at http://evil.example',
    'your refund failed, sign in at evil.example',
    'your refund failed, see www.evil.example/refund',
    'your refund failed, see evil.\u200bexample',
    'evil。example',
    'evil．example',
    'правда.рф',
    't.co',
    'write to help@evil.example',
    'write to help＠evil',
    'call +1 555 0100',
    'call 0800 123456',
    'call ０８００ １２３４５６',
    'call ①②③④⑤⑥',
    '<img src=x onerror=alert(1)>',
    'tel:5550100',
    'C:\\refund',
    '💸 refund 💸',
    'a'.repeat(71),
    `Z${'\u0300'.repeat(6)}`,
    '. . .',
    '\u200b',
    '   ',
    '',
  ])('is left out when it is more than a name, or less: %j', (given) => expect(mailableName(given)).toBeNull());

  it('holds nothing that hides, turns or links, whatever was given', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(
        '\u202e',
        '\u2066',
        '\u200b',
        '\u200d',
        '\r\n',
        '\u2029',
        '\u0000',
        '@',
        '://',
        '.com',
        ' a.b',
        '9',
        '\ufe0f',
      ),
      fc.constantFrom('Ada', ' ', 'Bérg', '.', '-', "'", '例え', '\u0301'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const name = customerName.parse(parts.join(''));
        if (name === null) return;
        expect(name).toBe(name.trim());
        expect(name.length).toBeLessThanOrEqual(70);
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
        expect(name).not.toMatch(/[@:/\\<>#?=%]/);
        expect(name).not.toMatch(/[\p{L}\p{N}]\.[\p{L}\p{N}]{2}/u);
        expect(name.match(/\p{N}/gu)?.length ?? 0).toBeLessThanOrEqual(3);
        // What was kept is read once more when it is sent.
        expect(customerName.parse(name)).toBe(name);
      }),
      { numRuns: 2_000 },
    );
  });
});
