import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ListPaymentsInput, listPayments, type PaymentFilter } from '../src/admin/list-payments.ts';
import { type ListedPayment, placePayments, SHOP_ID } from './placed-payments.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const ids = async (input: Partial<ListPaymentsInput>) =>
  (await listPayments(database.db, { limit: 100, ...input })).items.map(({ id }) => id);

/** One payment, of which only what a test names matters. */
const payment = (facts: Partial<ListedPayment> & { id: string }): ListedPayment => ({
  orderId: facts.id.replace('pay_', 'ord_'),
  status: 'succeeded',
  failureClass: null,
  email: `${facts.id}@shop.example`,
  name: null,
  intent: null,
  last4: null,
  createdAt: new Date('2026-11-25T12:00:00Z'),
  ...facts,
});

describe('pages of payments', () => {
  const PEOPLE = [
    { email: 'ada@example.com', name: 'Ada Lovelace' },
    { email: 'ADA@mail.example', name: null },
    { email: 'grace_hopper@example.com', name: 'Grace  Hopper' },
    { email: 'o%brien\\@firm.example', name: "Siobhán O'Brien" },
    { email: 'юлия@пример.рф', name: 'Юлия Müller' },
    { email: '4242@example.com', name: 'pay_a' },
    { email: 'pi_5@example.com', name: 'Ord_0' },
    { email: null, name: null },
  ];
  const SECONDS = 5;
  const OUTCOMES: readonly [ListedPayment['status'], string | null][] = [
    ['succeeded', null],
    ['succeeded', 'card_declined'],
    ['canceled', null],
    ['requires_payment_method', null],
    ['requires_payment_method', 'card_declined'],
    ['requires_action', null],
  ];

  const drawn = fc.record({
    who: fc.constantFrom(...PEOPLE),
    outcome: fc.constantFrom(...OUTCOMES),
    last4: fc.constantFrom('4242', '0005', null),
    second: fc.nat({ max: SECONDS }),
  });
  const payments = fc.array(drawn, { minLength: 25, maxLength: 45 }).map((list) =>
    list.map(({ who, outcome: [status, failureClass], last4, second }, index) =>
      payment({
        id: `pay_${'ab'[index % 2]}${String(index).padStart(2, '0')}`,
        orderId: `ord_${String(index).padStart(2, '0')}`,
        status,
        failureClass,
        ...who,
        intent: index % 4 === 0 ? null : `pi_${index}`,
        last4,
        createdAt: new Date(Date.UTC(2026, 10, 25, 12, 0, second)),
      }),
    ),
  );
  const wholeTerms = ['pay_', 'pi_1', 'pi_', '%', '_', '\\', "'", 'A', 'юЛ', 'ée', 'ada', '@', 'zz', ' '];
  const pieces = fc
    .record({
      of: fc.constantFrom(...PEOPLE.flatMap(({ email, name }) => [email ?? 'nobody', name ?? 'nameless'])),
      from: fc.nat(),
      length: fc.integer({ min: 1, max: 9 }),
    })
    .map(({ of, from, length }) => of.slice(from % of.length).slice(0, length));
  const asking = (search: fc.Arbitrary<string | undefined>) =>
    fc.record({
      status: fc.constantFrom<PaymentFilter | undefined>(undefined, 'succeeded', 'failed', 'open', 'canceled'),
      search,
      limit: fc.integer({ min: 1, max: 5 }),
    });
  // What several ways find at once is asked every time; the rest now and then.
  const questions = fc.tuple(
    ...[undefined, '4242', 'pi_5', 'pay_a', 'ord_0'].map((term) => asking(fc.constant(term))),
    ...Array.from({ length: 5 }, () => asking(fc.oneof(fc.constantFrom(...wholeTerms), pieces))),
  );

  it('hold every payment that matches exactly once, in order, and offer another page exactly when there is one', async () => {
    await fc.assert(
      fc.asyncProperty(payments, questions, async (placed, asked) => {
        await placePayments(database.db, placed);
        for (const question of asked) {
          const pages = await walk(question);
          const wanted = naiveList(placed, question);
          expect(pages.flat()).toEqual(wanted);
          expect(pages.slice(0, -1).every((page) => page.length === question.limit)).toBe(true);
          expect(pages).toHaveLength(Math.max(1, Math.ceil(wanted.length / question.limit)));
        }
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  async function walk(question: ListPaymentsInput): Promise<string[][]> {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await listPayments(database.db, { ...question, cursor });
      pages.push(page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return pages;
  }
});

/** What the list means, said without an index. */
function naiveList(payments: readonly ListedPayment[], { status, search }: ListPaymentsInput): string[] {
  return payments
    .filter((one) => (status === undefined || naiveOutcome(one) === status) && naiveMatch(one, search?.trim() ?? ''))
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
}

function naiveOutcome({ status, failureClass }: ListedPayment): PaymentFilter {
  if (status === 'succeeded' || status === 'canceled') return status;
  return status === 'requires_payment_method' && failureClass !== null ? 'failed' : 'open';
}

function naiveMatch({ id, orderId, email, name, intent, last4 }: ListedPayment, term: string): boolean {
  const form = (text: string) => text.replace(/\s+/g, ' ').toLowerCase();
  const wanted = form(term);
  return (
    form(email ?? '').includes(wanted) ||
    form(name ?? '').includes(wanted) ||
    id.startsWith(wanted) ||
    orderId.startsWith(wanted) ||
    intent === term ||
    last4 === term ||
    term === ''
  );
}

describe('a filter by outcome', () => {
  it('puts every status of a payment into exactly one of four lists', async () => {
    const lists: Record<ListedPayment['status'], PaymentFilter> = {
      created: 'open',
      requires_payment_method: 'open',
      requires_confirmation: 'open',
      requires_action: 'open',
      processing: 'open',
      requires_capture: 'open',
      succeeded: 'succeeded',
      canceled: 'canceled',
    };
    const statuses = ['created', 'requires_payment_method', 'requires_confirmation', 'requires_action'] as const;
    const later = ['processing', 'requires_capture', 'succeeded', 'canceled'] as const;
    const placed = [...statuses, ...later].map((status) => payment({ id: `pay_${status}`, status }));
    const declined = payment({ id: 'pay_declined', status: 'requires_payment_method', failureClass: 'card_declined' });
    await placePayments(database.db, [...placed, declined]);
    for (const status of ['open', 'failed', 'succeeded', 'canceled'] as const) {
      const wanted = placed.filter((one) => lists[one.status] === status).map(({ id }) => id);
      expect((await ids({ status })).sort()).toEqual(status === 'failed' ? ['pay_declined'] : wanted.sort());
    }
  });

  it('follows a payment whose status changes, with a search and without', async () => {
    await placePayments(database.db, [payment({ id: 'pay_1', status: 'processing', email: 'ada@example.com' })]);
    expect(await ids({ status: 'open', search: 'ada' })).toEqual(['pay_1']);
    await database.db.payment.update({ where: { id: 'pay_1' }, data: { status: 'succeeded' } });
    for (const search of [undefined, 'ada', 'pay_1']) {
      expect(await ids({ status: 'open', search })).toEqual([]);
      expect(await ids({ status: 'succeeded', search })).toEqual(['pay_1']);
    }
  });
});

describe('a search', () => {
  beforeAll(() =>
    placePayments(database.db, [
      payment({ id: 'pay_ada', email: 'ada@example.com', name: 'Ada  Lovelace', last4: '4242', intent: 'pi_Ada' }),
      payment({ id: 'pay_julia', email: 'юлия@пример.рф', name: 'Юлия Ёлкина' }),
      payment({ id: 'pay_percent', email: '100%_sure\\really@example.com', name: "Al O'Hara" }),
      payment({ id: 'pay_nobody', email: null }),
      payment({ id: 'pay_banana', email: 'banana@fruit.example' }),
    ]),
  );

  it.each([
    ['part of an e-mail address, in any case', 'DA@EXAM', ['pay_ada']],
    ['part of a name, with any number of spaces', 'ada lovel', ['pay_ada']],
    ['letters outside ASCII', 'ёлк', ['pay_julia']],
    ['letters that Unicode can write in two ways', 'ёлк'.normalize('NFD'), ['pay_julia']],
    ['two letters', 'юл', ['pay_julia']],
    ['one character', '%', ['pay_percent']],
    ['an underscore that is no wildcard', '%_s', ['pay_percent']],
    ['a percent sign that is no wildcard', 'a%e', []],
    ['a backslash', 'sure\\r', ['pay_percent']],
    ['an apostrophe', "o'h", ['pay_percent']],
    ['an apostrophe after two letters', "l o'", ['pay_percent']],
    ['the beginning of an id', 'pay_nob', ['pay_nobody']],
    ['the beginning of an id in capitals', 'PAY_NOB', ['pay_nobody']],
    ['the beginning of an order id', 'ord_nob', ['pay_nobody']],
    ['the middle of an id, which finds nothing', '_nobody', []],
    ["the whole id of Stripe's intent", 'pi_Ada', ['pay_ada']],
    ["the id of Stripe's intent in another case, which is another intent", 'pi_ada', []],
    ['four digits of a card', '4242', ['pay_ada']],
    ['three digits of a card, which finds nothing', '424', []],
    ['the end of an address and the beginning of a name, which finds nothing', 'com ada', []],
    ['runs of letters that occur, but not one after the other, which finds nothing', 'ananan', []],
    ['what nobody has', 'no such customer', []],
  ])('finds %s', async (_, search, found) => {
    expect(await ids({ search })).toEqual(found);
    expect(await ids({ search: `  ${search}\t`, status: 'succeeded' })).toEqual(found);
    expect(await ids({ search, status: 'failed' })).toEqual([]);
  });

  it('for nothing but space shows the whole list', async () => {
    expect(await ids({ search: ' \n ' })).toHaveLength(5);
  });

  it.each([
    ['the character NUL', 'a\0b'],
    ['a high surrogate alone', 'a\uD83D'],
    ['a low surrogate alone', '\uDE00a'],
  ])('that holds %s is refused', async (_, search) => {
    await expect(ids({ search })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { search: expect.any(String) },
    });
  });
});

describe('what a payment is searched by', () => {
  it("follows a customer's new name and address", async () => {
    await placePayments(database.db, [
      payment({ id: 'pay_1', email: 'ada@example.com', name: 'Ada Byron' }),
      payment({ id: 'pay_2', email: 'grace@example.com', name: 'Grace Hopper' }),
    ]);
    const where = { shopId_email: { shopId: SHOP_ID, email: 'ada@example.com' } };
    await database.db.customer.update({ where, data: { email: 'countess@example.com', name: 'Ada Lovelace' } });
    expect(await ids({ search: 'lovelace' })).toEqual(['pay_1']);
    expect(await ids({ search: 'countess@' })).toEqual(['pay_1']);
    expect(await ids({ search: 'byron' })).toEqual([]);
    expect(await ids({ search: 'grace' })).toEqual(['pay_2']);
  });

  it('is the name given with the order as well, and follows its correction', async () => {
    await placePayments(database.db, [payment({ id: 'pay_1', name: null })]);
    await database.db.order.update({ where: { id: 'ord_1' }, data: { customerName: 'Mary Shelley' } });
    expect(await ids({ search: 'shelley' })).toEqual(['pay_1']);
    await database.db.order.update({ where: { id: 'ord_1' }, data: { customerName: 'Mary Godwin' } });
    expect(await ids({ search: 'shelley' })).toEqual([]);
  });

  it('is the new name of a customer who is renamed while they order', async () => {
    const { db } = database;
    await placePayments(db, [payment({ id: 'pay_1', email: 'ada@example.com', name: 'Ada Byron' })]);
    const now = new Date('2026-11-25T12:00:01Z');
    const data = { id: 'pay_2', orderId: 'ord_1', amount: 2400n, currency: 'USD', createdAt: now, updatedAt: now };
    let ordering: Promise<unknown> = Promise.resolve();
    await db.$transaction(async (renaming) => {
      const where = { shopId_email: { shopId: SHOP_ID, email: 'ada@example.com' } };
      await renaming.customer.update({ where, data: { name: 'Ada Lovelace' } });
      let over = false;
      ordering = db.payment.create({ data }).finally(() => {
        over = true;
      });
      await expect.poll(async () => over || (await someoneWaits()), { interval: 5 }).toBe(true);
    });
    await ordering;
    expect(await ids({ search: 'lovelace' })).toEqual(['pay_2', 'pay_1']);
  });

  async function someoneWaits(): Promise<boolean> {
    const waiting = await database.db.$queryRaw<unknown[]>`
      SELECT FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      UNION ALL
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return waiting.length > 0;
  }

  it('follows an order that turns out to be of another customer', async () => {
    await placePayments(database.db, [
      payment({ id: 'pay_1', email: 'ada@example.com' }),
      payment({ id: 'pay_2', email: 'grace@example.com' }),
    ]);
    const grace = await database.db.customer.findFirstOrThrow({ where: { email: 'grace@example.com' } });
    await database.db.order.update({ where: { id: 'ord_1' }, data: { customerId: grace.id } });
    expect(await ids({ search: 'grace' })).toEqual(['pay_2', 'pay_1']);
    expect(await ids({ search: 'ada' })).toEqual([]);
  });

  it('follows a payment that is dated otherwise', async () => {
    await placePayments(database.db, [
      payment({ id: 'pay_1', createdAt: new Date('2026-11-25T12:00:01Z') }),
      payment({ id: 'pay_2', createdAt: new Date('2026-11-25T12:00:00Z') }),
    ]);
    await database.db.payment.update({
      where: { id: 'pay_2' },
      data: { createdAt: new Date('2026-11-25T12:00:02Z') },
    });
    expect(await ids({ search: '@shop.example' })).toEqual(['pay_2', 'pay_1']);
    expect(await ids({ search: '@shop.example', status: 'succeeded' })).toEqual(['pay_2', 'pay_1']);
  });

  it('goes with the payment', async () => {
    await placePayments(database.db, [payment({ id: 'pay_1' })]);
    await database.db.payment.delete({ where: { id: 'pay_1' } });
    expect(await database.db.paymentSearch.count()).toBe(0);
  });

  it('fits into its index however long the name is, of which the first 500 characters with the address count', async () => {
    // No two characters alike, so that nothing can be compressed.
    const name = Array.from({ length: 2_000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
    await placePayments(database.db, [payment({ id: 'pay_1', name })]);
    expect(await ids({ search: name.slice(440, 470) })).toEqual(['pay_1']);
    expect(await ids({ search: name.slice(490, 510) })).toEqual([]);
  });
});

describe('a page cursor', () => {
  it.each([
    ['is empty', ''],
    ['is a word', 'x'],
    ['lacks the id', '2026-11-25T12:00:00.000Z|'],
    ['lacks the time', '|pay_1'],
    ['is in the year -5000', '-005000-01-01T00:00:00.000Z|pay_1'],
    ['is in the year 0', '0000-01-01T00:00:00.000Z|pay_1'],
    ['is in the year 275760', '+275760-09-12T00:00:00.000Z|pay_1'],
    ['is on the 30th of February', '2026-02-30T00:00:00.000Z|pay_1'],
    ['is in the 25th hour', '2026-11-25T25:00:00.000Z|pay_1'],
    ['has no time of day', '2026-11-25|pay_1'],
    ['has the time of another zone', '2026-11-25T12:00:00.000+01:00|pay_1'],
    ['holds the character NUL', '2026-11-25T12:00:00.000Z|pay_\0'],
    ['holds half of a surrogate pair', '2026-11-25T12:00:00.000Z|pay_\uD83D'],
    ['has an id that is too long', `2026-11-25T12:00:00.000Z|${'x'.repeat(65)}`],
    ['goes on after the id', '2026-11-25T12:00:00.000Z|pay_1\n'],
  ])('that %s is refused', async (_, cursor) => {
    await expect(ids({ cursor })).rejects.toMatchObject({
      code: 'invalid_input',
      details: { cursor: expect.any(String) },
    });
  });

  it('of the first and of the last possible year is taken', async () => {
    await placePayments(database.db, [payment({ id: 'pay_1' })]);
    expect(await ids({ cursor: '0001-01-01T00:00:00.000Z|pay_1' })).toEqual([]);
    expect(await ids({ cursor: '9999-12-31T23:59:59.999Z|pay_1' })).toEqual(['pay_1']);
  });
});
