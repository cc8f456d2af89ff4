import {
  createTestDatabase,
  genericPlanOf,
  type PlanNode,
  planNodes,
  planOf,
  rowsRead,
  sentBy,
  type TestDatabase,
} from '@flashstudio/db/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ListPaymentsInput, listPayments, type PaymentFilter } from '../src/admin/list-payments.ts';
import { fillPayments } from './many-payments.ts';

const PAYMENTS = 60_000;
/** What a statement may read of its tables, all in all. Reading them through would be 60,000 rows and more. */
const MOST_ROWS = 12_000;
const BIG_TABLES = ['payments', 'payment_search', 'orders', 'order_lines', 'customers'];

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.connectionString });
  await client.connect();
  await fillPayments(database.db, PAYMENTS);
}, 600_000);
afterAll(async () => {
  await client.end();
  await database.drop();
});

const STATUSES: readonly (PaymentFilter | undefined)[] = [undefined, 'succeeded', 'failed', 'open', 'canceled'];
/** Ids of the fill are numbers in hexadecimal. */
const idOf = (prefix: string, n: number) => `${prefix}_${n.toString(16).padStart(26, '0')}`;
const DEEP = `2026-01-20T00:00:00.000Z|${idOf('pay', 0)}`;

const SEARCHES: readonly (readonly [string, string | undefined])[] = [
  ['no search', undefined],
  ['a domain that most have', '@example.com'],
  ['a domain that only old payments have', 'former.example'],
  ['a domain that few have', 'firm12.example'],
  ['a name that many have', 'юлия'],
  ['one address', 'smith7920@'],
  ['an address made of common parts that nobody has', 'mail@mail.example'],
  ['words that nobody has', 'no such customer'],
  ['one letter that all have', 'a'],
  ['one character that nobody has', '%'],
  ['two letters that nobody has', 'qz'],
  ['the last digits of most cards', '4242'],
  ['the last digits of few cards', '0919'],
  ['the last digits of no card', '0001'],
  ['the beginning of all ids', 'pay_'],
  ['the beginning of some ids', idOf('pay', 0x186).slice(0, -2)],
  ['a whole id', idOf('pay', 777)],
  ['the beginning of all order ids', 'ord_0'],
  ['an order id', idOf('ord', 777)],
  ["the id of Stripe's intent", 'pi_c4ca4238a0b923820dcc509a6f75849b'],
  ["the id of no intent of Stripe's", 'pi_none'],
];

describe.each(SEARCHES)('a list of 60,000 payments with %s', (_, search) => {
  const questions = [
    ...STATUSES.map((status) => ({ status, search, cursor: undefined, limit: 50 })),
    ...[undefined, 'failed' as const].map((status) => ({ status, search, cursor: DEEP, limit: 50 })),
  ];

  it('is read through indexes, and no further than it must be, under every filter and on deep pages too', async () => {
    for (const question of questions) {
      const statements = await statementsOf(question);
      expect(statements, JSON.stringify(question)).not.toEqual([]);
      for (const statement of statements) {
        for (const plan of [await planOf(client, statement), await genericPlanOf(client, statement)]) {
          const what = JSON.stringify({ ...question, plan }, null, 1);
          expect(scans(plan), what).not.toEqual([]);
          expect(scans(plan).filter(isSequential), what).toEqual([]);
          expect(
            scans(plan).reduce((sum, scan) => sum + rowsRead(scan), 0),
            what,
          ).toBeLessThan(MOST_ROWS);
        }
      }
    }
  });

  it('shows what a comparison of every payment shows', async () => {
    const every = await comparedWith(search ?? '');
    for (const question of questions) {
      const after = question.cursor === undefined ? every : every.filter(({ place }) => place < DEEP);
      const listed = after.filter(({ outcome }) => question.status === undefined || outcome === question.status);
      const { items } = await listPayments(database.db, question);
      expect(items.map(({ id }) => id)).toEqual(listed.slice(0, question.limit).map(({ id }) => id));
    }
  });
});

it('a search is not split among processes, which take longer to start, even where that seems to cost nothing', async () => {
  await client.query('SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0');
  try {
    const [search] = await statementsOf({ search: 'former.example', status: 'open', limit: 50 });
    const plan = search === undefined ? [] : planNodes(await planOf(client, search));
    expect(plan.map((node) => node['Relation Name'])).toContain('payment_search');
    expect(plan.filter((node) => node['Node Type'].startsWith('Gather'))).toEqual([]);
  } finally {
    await client.query('RESET ALL');
  }
});

/** The statements that a list sends to PostgreSQL, as they are sent. */
function statementsOf(question: ListPaymentsInput) {
  return sentBy(() => listPayments(database.db, question));
}

/** Where a plan reads one of the big tables. */
function scans(plan: PlanNode): PlanNode[] {
  return planNodes(plan).filter((node) => BIG_TABLES.includes(node['Relation Name'] ?? ''));
}

function isSequential(node: PlanNode): boolean {
  return node['Node Type'] === 'Seq Scan';
}

interface Compared {
  readonly id: string;
  readonly outcome: PaymentFilter;
  /** As a cursor says it, which sorts as the list does. */
  readonly place: string;
}

/** All payments that a term finds, newest first, by reading everything. */
async function comparedWith(term: string): Promise<Compared[]> {
  const { rows } = await client.query<Compared>(
    `SELECT p.id,
            CASE
              WHEN p.status IN ('succeeded', 'canceled') THEN p.status::text
              WHEN p.status = 'requires_payment_method' AND p.failure_class IS NOT NULL THEN 'failed'
              ELSE 'open'
            END AS outcome,
            to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '|' || p.id AS place
     FROM payments p JOIN orders o ON o.id = p.order_id LEFT JOIN customers c ON c.id = o.customer_id
     WHERE position($1 IN lower(c.email)) > 0 OR position($1 IN lower(c.name)) > 0 OR starts_with(p.id, $1)
        OR starts_with(o.id, $1) OR p.stripe_payment_intent_id = $1 OR p.card_last4 = $1
     ORDER BY p.created_at DESC, p.id DESC`,
    [term],
  );
  return rows;
}
