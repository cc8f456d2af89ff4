import { describe, expect, it } from 'vitest';
import { changesBetween } from './changes.ts';

describe('the changes of an entry', () => {
  it('tell each field that came, went and became another, and then what stayed', () => {
    expect(
      changesBetween(
        { name: 'Kiln', prices: { EUR: '2200', USD: '2400' }, active: true, note: null },
        { name: 'Kiln & Paper', prices: { JPY: '3600', USD: '2400' }, active: true, note: null },
      ),
    ).toEqual([
      { path: 'name', kind: 'changed', before: 'Kiln', after: 'Kiln & Paper' },
      { path: 'prices.EUR', kind: 'removed', before: '2200', after: null },
      { path: 'prices.JPY', kind: 'added', before: null, after: '3600' },
      { path: 'active', kind: 'same', before: 'true', after: 'true' },
      { path: 'note', kind: 'same', before: 'null', after: 'null' },
      { path: 'prices.USD', kind: 'same', before: '2400', after: '2400' },
    ]);
  });

  it('show a list with a line for each of its items', () => {
    const sites = (allowedOrigins: string[]) => ({ allowedOrigins });
    expect(changesBetween(sites(['https://a.example']), sites(['https://a.example', 'https://b.example']))).toEqual([
      {
        path: 'allowedOrigins',
        kind: 'changed',
        before: 'https://a.example',
        after: 'https://a.example\nhttps://b.example',
      },
    ]);
  });

  it('of something new are all additions, of something removed all removals, and of nothing none', () => {
    expect(changesBetween(null, { role: 'admin' })).toMatchObject([{ kind: 'added', before: null, after: 'admin' }]);
    expect(changesBetween({ role: 'admin' }, null)).toMatchObject([{ kind: 'removed', before: 'admin', after: null }]);
    expect(changesBetween(null, null)).toEqual([]);
  });
});
