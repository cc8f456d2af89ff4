import { cartLimits } from '@flashstudio/input-rules';
import { money, parseCurrency } from '@flashstudio/money';
import { AppError } from '@flashstudio/platform';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mergeQuantities,
  type OrderItem,
  type PricedRow,
  priceItems,
  requireCurrency,
  requireUnitAmount,
} from './pricing.ts';

const usd = requireCurrency('usd');

const sold = (productId: string, unitAmount: bigint): PricedRow => ({
  productId,
  name: `Name of ${productId}`,
  description: 'Glazed by hand',
  imageUrl: null,
  unitAmount,
});

const price = (items: readonly OrderItem[], rows: readonly PricedRow[]) =>
  priceItems({ items, quantities: mergeQuantities(items), sold: rows, currency: usd });

describe('a quote', () => {
  it('is one line for each product, priced by the catalog, and their sum', () => {
    const items = [
      { productId: 'mug', quantity: 2 },
      { productId: 'cup', quantity: 1 },
      { productId: 'mug', quantity: 3 },
    ];
    expect(price(items, [sold('cup', 900n), sold('mug', 2_400n)])).toEqual({
      currency: 'USD',
      lines: [
        {
          productId: 'mug',
          name: 'Name of mug',
          description: 'Glazed by hand',
          imageUrl: null,
          quantity: 5,
          unitPrice: money(2_400n, 'USD'),
          amount: money(12_000n, 'USD'),
        },
        {
          productId: 'cup',
          name: 'Name of cup',
          description: 'Glazed by hand',
          imageUrl: null,
          quantity: 1,
          unitPrice: money(900n, 'USD'),
          amount: money(900n, 'USD'),
        },
      ],
      total: money(12_900n, 'USD'),
    });
  });

  it('of nothing costs nothing', () => {
    expect(price([], [sold('mug', 2_400n)])).toEqual({ currency: 'USD', lines: [], total: money(0n, 'USD') });
  });

  it('refuses everything that is not sold here, by its place in the order', () => {
    const items = ['oil', 'mug', 'gone', 'oil'].map((productId) => ({ productId, quantity: 1 }));
    expect(() => price(items, [sold('mug', 2_400n)])).toThrow(
      new AppError('invalid_input', 'Something in this order cannot be bought.', {
        details: {
          'items.0.productId': '"oil" is not sold in USD.',
          'items.2.productId': '"gone" is not sold in USD.',
          'items.3.productId': '"oil" is not sold in USD.',
        },
      }),
    );
  });

  it('costs what its items cost one by one, however they are split and ordered', () => {
    const product = fc.constantFrom('a', 'b', 'c');
    const item = fc.record({ productId: product, quantity: fc.integer({ min: 1, max: 5 }) });
    const prices = fc.record({ a: fc.bigInt(0n, 10n ** 12n), b: fc.bigInt(0n, 10n ** 12n), c: fc.bigInt(0n, 99n) });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 12 }), prices, (items, unit) => {
        const rows = Object.entries(unit).map(([productId, unitAmount]) => sold(productId, unitAmount));
        const quote = price(items, rows);
        const expected = items.reduce(
          (total, { productId, quantity }) => total + unit[productId] * BigInt(quantity),
          0n,
        );
        expect(quote.total.amount).toBe(expected);
        expect(price(items.toReversed(), rows).total).toEqual(quote.total);
        expect(quote.lines.map(({ productId }) => productId)).toEqual([
          ...new Set(items.map(({ productId }) => productId)),
        ]);
      }),
    );
  });
});

describe('the quantity of a product', () => {
  it('is the sum of all its items, up to the limit', () => {
    const items = [
      { productId: 'mug', quantity: cartLimits.quantity - 1 },
      { productId: 'cup', quantity: cartLimits.quantity },
      { productId: 'mug', quantity: 1 },
    ];
    expect([...mergeQuantities(items)]).toEqual([
      ['mug', 99],
      ['cup', 99],
    ]);
  });

  it('beyond the limit is refused, also when no item alone is', () => {
    const items = [
      { productId: 'cup', quantity: 1 },
      { productId: 'mug', quantity: 60 },
      { productId: 'mug', quantity: 40 },
    ];
    expect(() => mergeQuantities(items)).toThrow(
      new AppError('invalid_input', 'At most 99 of one product can be ordered at once.', {
        details: { items: 'mug: 100 is too many.' },
      }),
    );
  });
});

describe('a price of the catalog', () => {
  const tooMuch = (currency: string) =>
    new AppError('invalid_input', 'This price cannot be charged.', {
      details: { [`prices.${currency}`]: 'Use 0 to 999999999999 minor units.' },
    });

  it.each([
    [0n, 'usd'],
    [2_400n, 'USD'],
    [999_999_999_999n, 'usd'],
    [1_230n, 'kwd'],
    [100n, 'isk'],
  ])('of %s minor units of %s is taken', (unitAmount, currency) => {
    expect(requireUnitAmount(unitAmount, currency)).toBe(unitAmount);
  });

  it.each([-1n, 1_000_000_000_000n])('of %s minor units is none', (unitAmount) => {
    expect(() => requireUnitAmount(unitAmount, 'usd')).toThrow(tooMuch('usd'));
  });

  it('between two steps that cards are charged in is refused', () => {
    expect(() => requireUnitAmount(1_235n, 'kwd')).toThrow(
      new AppError('invalid_input', 'This price cannot be charged.', {
        details: { 'prices.kwd': 'Cards are charged in steps of 0.010 KWD: 1.235 is between two of them.' },
      }),
    );
  });

  it('is in a currency we know', () => {
    expect(requireCurrency('Eur')).toBe(parseCurrency('EUR'));
    expect(() => requireCurrency('doge')).toThrow(
      new AppError('invalid_input', '"doge" is not a currency we know.', {
        details: { currency: 'Use a three-letter ISO 4217 code, such as usd.' },
      }),
    );
  });
});
