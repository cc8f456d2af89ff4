import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { previousAttributes } from '../src/webhooks/previous-attributes.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Undoes an update: what it says the fields were, put back in. */
function undone(after: { [key: string]: Json }, previous: Record<string, unknown>): Record<string, unknown> {
  const back = Object.entries(previous).map(([name, was]) => {
    const is = after[name];
    const inside = isHash(was) && isHash(is);
    return [name, inside ? undone(is, { ...was }) : was] as const;
  });
  return { ...after, ...Object.fromEntries(back) };
}

function isHash(value: unknown): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that is null says no more than one that is not there. */
function withoutNulls(value: unknown): unknown {
  if (!isHash(value)) return value;
  const there = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(there.map(([name, inner]) => [name, withoutNulls(inner)]));
}

const value: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom(null, true, 1, 'a', 'b'),
    fc.array(tie('json'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('json'), { maxKeys: 3 }),
  ),
})).json;
const object = fc.dictionary(fc.constantFrom('amount', 'metadata', 'status'), value);

describe('the previous attributes of an update', () => {
  it('are what was: put back into what is they make it again', () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        const previous = previousAttributes(before, after);
        expect(withoutNulls(undone(after, previous))).toEqual(withoutNulls(before));
      }),
    );
  });

  it('are none when nothing changed', () => {
    fc.assert(
      fc.property(object, (same) => {
        expect(previousAttributes(same, structuredClone(same))).toEqual({});
      }),
    );
  });

  it.each([
    ['a plain field', { status: 'open' }, { status: 'closed' }, { status: 'open' }],
    [
      'a key of a hash, one that is new and one that is gone',
      { metadata: { a: '1', b: '2', c: '3' } },
      { metadata: { a: '9', b: '2', d: '4' } },
      { metadata: { a: '1', c: '3', d: null } },
    ],
    ['a list, whole', { images: ['a', 'b'] }, { images: ['a'] }, { images: ['a', 'b'] }],
    ['a hash that came', { shipping: null }, { shipping: { name: 'Ada' } }, { shipping: null }],
    ['a hash that went', { shipping: { name: 'Ada' } }, { shipping: null }, { shipping: { name: 'Ada' } }],
  ])('tell %s', (_, before, after, previous) => {
    expect(previousAttributes(before, after)).toEqual(previous);
  });
});
