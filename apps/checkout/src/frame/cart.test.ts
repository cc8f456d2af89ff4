import { describe, expect, it } from 'vitest';
import { parseItems, requestKeyFor } from './cart.ts';

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
  ])('%j means %j', (text, items) => expect(parseItems(text)).toEqual(items));
});

describe('request keys', () => {
  const memory = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
      removeItem: (name: string) => void kept.delete(name),
    };
  };
  const cart = {
    items: [
      { productId: 'a', quantity: 1 },
      { productId: 'b', quantity: 2 },
    ],
    currency: 'usd',
    email: 'ada@example.com',
  };

  it('stay the same for the same cart, in whatever order', () => {
    const store = memory();
    const { key } = requestKeyFor(store, cart);
    expect(requestKeyFor(store, { ...cart, items: [...cart.items].reverse(), currency: 'USD' }).key).toBe(key);
  });

  it('differ for another cart, and after the order is paid', () => {
    const store = memory();
    const first = requestKeyFor(store, cart);
    expect(requestKeyFor(store, { ...cart, email: 'grace@example.com' }).key).not.toBe(first.key);
    first.forget();
    expect(requestKeyFor(store, cart).key).not.toBe(first.key);
  });
});
