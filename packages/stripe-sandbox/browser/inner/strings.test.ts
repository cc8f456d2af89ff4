import { describe, expect, it } from 'vitest';
import { say, stringsFor } from './strings.ts';

const holes = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();

describe('words of the forms', () => {
  it.each(['de-AT', 'fr', 'es-MX'])('%s has a word for everything, with the same holes', (locale) => {
    const english = new Map(Object.entries(stringsFor('en')));
    expect(Object.keys(stringsFor(locale)).sort()).toEqual([...english.keys()].sort());
    for (const [name, words] of Object.entries(stringsFor(locale))) {
      expect(words, name).not.toBe('');
      expect(holes(words), name).toEqual(holes(english.get(name) ?? ''));
    }
    expect(stringsFor(locale)).not.toEqual(stringsFor('en'));
  });

  it('are English where there are none', () => expect(stringsFor('th')).toBe(stringsFor('en')));

  it('take values into their holes and leave unknown ones', () => {
    expect(say('{brand} ending in {last4} {other}', { brand: 'Visa', last4: '4242' })).toBe(
      'Visa ending in 4242 {other}',
    );
  });
});
