import { describe, expect, it } from 'vitest';
import { parseItems, readCart, requestKeyFor } from './cart.ts';
import { createKept } from './kept.ts';

describe('items', () => {
  it.each([
    ['prod_a:2', [{ productId: 'prod_a', quantity: 2 }]],
    [
      'prod_a, prod_b:3',
      [
        { productId: 'prod_a', quantity: 1 },
        { productId: 'prod_b', quantity: 3 },
      ],
    ],
    ['', null],
    ['prod_a:0', null],
    ['prod_a:-1', null],
    ['prod_a:1.5', null],
    ['prod_a:1:2', null],
    [':2', null],
    ['prod_a:99', [{ productId: 'prod_a', quantity: 99 }]],
    ['prod_a:100', null],
    [`${'a'.repeat(65)}:1`, null],
    [Array(21).fill('prod_a:1').join(','), null],
  ])('%j means %j', (text, items) => expect(parseItems(text)).toEqual(items));
});

describe('the cart of a page', () => {
  const page = { publishableKey: 'pk_a', items: 'prod_a:2', currency: 'eur' };

  it('is read with its currency as ISO 4217 writes it', () => {
    expect(readCart(page)).toEqual({
      publishableKey: 'pk_a',
      items: [{ productId: 'prod_a', quantity: 2 }],
      currency: 'EUR',
    });
  });

  it.each([
    [{ items: 'prod_a:none' }, 'items_invalid'],
    [{ currency: 'euro' }, 'currency_invalid'],
    [{ currency: 'XXX' }, 'currency_invalid'],
  ])('with %j is refused as %s', (change, code) => expect(readCart({ ...page, ...change })).toMatchObject({ code }));
});

describe('request keys', () => {
  const keptNowhere = () =>
    createKept(() => {
      throw new DOMException('denied', 'SecurityError');
    });
  const cart = {
    publishableKey: 'pk_a',
    items: [
      { productId: 'a', quantity: 1 },
      { productId: 'b', quantity: 2 },
    ],
    currency: 'USD',
  };

  it('stay the same for the same cart, in whatever order', () => {
    const kept = keptNowhere();
    const { key } = requestKeyFor(kept, cart, 'ada@example.com');
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(requestKeyFor(kept, { ...cart, items: [...cart.items].reverse() }, 'ADA@example.com').key).toBe(key);
  });

  it.each([
    ['cart', { ...cart, items: [{ productId: 'a', quantity: 1 }] }, 'ada@example.com'],
    ['currency', { ...cart, currency: 'EUR' }, 'ada@example.com'],
    ['shop', { ...cart, publishableKey: 'pk_b' }, 'ada@example.com'],
    ['customer', cart, 'grace@example.com'],
  ])('differ for another %s', (_what, other, email) => {
    const kept = keptNowhere();
    const { key } = requestKeyFor(kept, cart, 'ada@example.com');
    expect(requestKeyFor(kept, other, email).key).not.toBe(key);
  });

  it('are made anew after their order is over', () => {
    const kept = keptNowhere();
    const first = requestKeyFor(kept, cart, 'ada@example.com');
    first.forget();
    expect(requestKeyFor(kept, cart, 'ada@example.com').key).not.toBe(first.key);
  });
});
