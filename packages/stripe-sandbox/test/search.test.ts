import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseQuery } from '../src/search/parse-query.ts';
import type { Clause, Query } from '../src/search/query.ts';
import { NO_REDIRECTS, openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';

/** https://docs.stripe.com/search */
let test: TestSandbox;
beforeAll(async () => {
  test = await openSandbox();
});
afterAll(() => test.close());

/** A query written as a merchant would write it. */
function written({ joint, clauses }: Query): string {
  return clauses.map(writtenClause).join(` ${joint} `);
}

function writtenClause({ negated, field, key, operator, value }: Clause): string {
  const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
  return `${negated ? '-' : ''}${field}${key === null ? '' : `[${quoted(key)}]`}${operator}${value === null ? 'null' : quoted(value)}`;
}

const clause: fc.Arbitrary<Clause> = fc.record({
  negated: fc.boolean(),
  field: fc.stringMatching(/^[a-z_][a-z0-9_.]{0,12}$/),
  key: fc.option(fc.string(), { nil: null }),
  operator: fc.constantFrom(':', '~', '>', '<', '>=', '<='),
  value: fc.option(fc.string({ unit: 'grapheme' }), { nil: null }),
});
const query: fc.Arbitrary<Query> = fc.oneof(
  clause.map((only): Query => ({ joint: 'AND', clauses: [only] })),
  fc.record({
    joint: fc.constantFrom('AND', 'OR'),
    clauses: fc.array(clause, { minLength: 2, maxLength: 10 }),
  }),
);

describe('the query language', () => {
  it('reads back whatever can be written in it', () => {
    fc.assert(
      fc.property(query, (wanted) => {
        expect(parseQuery(written(wanted))).toEqual(wanted);
      }),
    );
  });

  it('reads any text or says what is wrong with it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(parseQuery(text).clauses.length).toBeGreaterThan(0);
        } catch (error) {
          expect(String(error)).toMatch(/expected|closed|combined|at most/);
        }
      }),
    );
  });

  it.each([
    [`email:'amy@rocketrides.io'`, { field: 'email', value: 'amy@rocketrides.io' }],
    ['amount>=1000', { field: 'amount', operator: '>=', value: '1000' }],
    [`-metadata["say \\"hi\\""]:"it's"`, { negated: true, key: 'say "hi"', value: "it's" }],
    ['customer:null', { value: null }],
    ['customer:"null"', { value: 'null' }],
  ])('reads %s', (text, wanted) => {
    expect(parseQuery(text).clauses).toMatchObject([wanted]);
  });
});

describe('a search', () => {
  const made = new Map<string, string>();
  beforeAll(async () => {
    const { stripe } = test;
    const customer = (await stripe.customers.create({ name: 'Ada Lovelace', email: 'Ada@Example.com' })).id;
    await stripe.customers.create({ name: 'Grace Hopper', email: 'grace@example.com', phone: '+15550100' });
    const make = async (name: string, params: Parameters<typeof stripe.paymentIntents.create>[0]) =>
      made.set((await stripe.paymentIntents.create(params)).id, name);
    await make('small', { amount: 500, currency: 'usd', metadata: { order: '6735', note: 'say "hi"' } });
    await make('euro', { amount: 1_000, currency: 'eur', customer });
    await make('paid', {
      ...NO_REDIRECTS,
      amount: 2_000,
      currency: 'usd',
      metadata: { order: '9' },
      payment_method: 'pm_card_mastercard',
      confirm: true,
    });
  });
  const names = (ids: readonly { id: string }[]) => ids.map(({ id }) => made.get(id)).sort();

  it.each<[string, string[]]>([
    ['status:"succeeded"', ['paid']],
    ['STATUS:"Succeeded"', ['paid']],
    ['-status:"succeeded"', ['euro', 'small']],
    ['amount:1000', ['euro']],
    ['amount>500', ['euro', 'paid']],
    ['amount>=500 AND amount<2000', ['euro', 'small']],
    ['amount<=500 OR currency:"eur"', ['euro', 'small']],
    ['metadata["order"]:"6735"', ['small']],
    [`metadata['note']:'say "hi"'`, ['small']],
    ['metadata["order"]:null', ['euro']],
    ['-metadata["order"]:null', ['paid', 'small']],
    ['customer:null and currency:"usd"', ['paid', 'small']],
    ['created>0', ['euro', 'paid', 'small']],
    ['currency:"gbp"', []],
  ])('%s finds %j', async (text, found) => {
    const page = await test.stripe.paymentIntents.search({ query: text });
    expect(names(page.data)).toEqual(found);
    expect(page).toMatchObject({ object: 'search_result', has_more: false, next_page: null });
  });

  it.each([
    ['email:"ada@example.com"', ['Ada Lovelace']],
    ['name~"love"', ['Ada Lovelace']],
    ['email~"example.com"', ['Grace Hopper', 'Ada Lovelace']],
    ['-phone:null', ['Grace Hopper']],
  ])('finds customers by %s', async (text, found) => {
    const { data } = await test.stripe.customers.search({ query: text });
    expect(data.map(({ name }) => name)).toEqual(found);
  });

  it('finds charges by their card', async () => {
    const query = 'payment_method_details.card.brand:"mastercard" AND payment_method_details.card.last4:4444';
    const { data } = await test.stripe.charges.search({ query });
    expect(data).toMatchObject([{ amount: 2_000, status: 'succeeded' }]);
  });

  it('goes from page to page, and counts when asked', async () => {
    const first = await test.stripe.paymentIntents.search({ query: 'created>0', limit: 2, expand: ['total_count'] });
    expect(first).toMatchObject({ has_more: true, total_count: 3, next_page: expect.any(String) });
    const all = await test.stripe.paymentIntents
      .search({ query: 'created>0', limit: 2 })
      .autoPagingToArray({ limit: 9 });
    expect(names(all)).toEqual(['euro', 'paid', 'small']);
  });

  it.each<[string, RegExp]>([
    ['colour:"red"', /Field `colour` is an unsupported search field for resource `payment_intents`/],
    ['amount:"ten"', /number/],
    ['status>"succeeded"', /no number/],
    ['status~"succ"', /part of its value/],
    ['metadata:"x"', /by a key/],
    ['amount>1 AND status:"x" OR currency:"usd"', /AND and OR cannot be combined/],
    ['status:"open', /quote is not closed/],
    ['status:"a" status:"b"', /expected AND or OR/],
    ['status', /expected an operator/],
    ['amount>null', /null can only be matched exactly/],
    [Array.from({ length: 11 }, () => 'amount>1').join(' AND '), /at most 10 clauses/],
  ])('%s is refused', async (text, message) => {
    const error = await refusal(test.stripe.paymentIntents.search({ query: text }));
    expect(error).toMatchObject({ statusCode: 400, param: 'query', message: expect.stringMatching(message) });
  });

  it.each([
    ['a part of a value that is too short', () => test.stripe.customers.search({ query: 'name~"lo"' }), 'query'],
    ['a page of nowhere', () => test.stripe.customers.search({ query: 'created>0', page: 'bm93aGVyZQ' }), 'page'],
    ['more than a hundred', () => test.stripe.customers.search({ query: 'created>0', limit: 101 }), 'limit'],
  ])('%s is refused', async (_, ask, param) => {
    expect(await refusal(ask())).toMatchObject({ statusCode: 400, param });
  });
});
