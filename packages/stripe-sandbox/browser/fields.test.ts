import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeForm } from '../src/http/params.ts';
import { encodeForm, fieldsOf, textOf } from './fields.ts';

describe('encodeForm', () => {
  it('writes what is nested in brackets and leaves out what says nothing', () => {
    expect(
      encodeForm({
        return_url: 'https://shop.test',
        data: { billing: { name: 'Ada', phone: null } },
        on: true,
        off: undefined,
      }),
    ).toEqual({ return_url: 'https://shop.test', 'data[billing][name]': 'Ada', on: 'true' });
  });

  it('is read back by the API as it was', () => {
    const key = fc.stringMatching(/^[a-z_]{1,8}$/).filter((name) => !(name in Object.prototype));
    const nested = fc.dictionary(key, fc.dictionary(key, fc.string(), { minKeys: 1 }), { minKeys: 1 });
    fc.assert(
      fc.property(nested, (value) => {
        expect(decodeForm(new URLSearchParams(encodeForm(value)).toString())).toEqual(value);
      }),
    );
  });
});

describe('what a page says', () => {
  it.each([[null], [undefined], ['text'], [7], [['list']]])('%j has no fields', (value) =>
    expect(fieldsOf(value)).toEqual({}),
  );
  it.each([[''], [7], [null]])('%j is no text', (value) => expect(textOf(value)).toBeUndefined());
});
