import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
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
      for (const statement of await statementsOf(question)) {
        for (const plan of [await planOf(statement), await genericPlanOf(statement)]) {
          const what = JSON.stringify({ ...question, plan }, null, 1);
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
    const plan = search === undefined ? [] : nodes(await planOf(search));
    expect(plan.map((node) => node['Relation Name'])).toContain('payment_search');
    expect(plan.filter((node) => node['Node Type'].startsWith('Gather'))).toEqual([]);
  } finally {
    await client.query('RESET ALL');
  }
});

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statements that a list sends to PostgreSQL, as they are sent. */
async function statementsOf(question: ListPaymentsInput): Promise<Statement[]> {
  const sent = vi.spyOn(Client.prototype, 'query');
  try {
    await listPayments(database.db, question);
    return sent.mock.calls.map(([config]) => sentStatement.parse(config));
  } finally {
    sent.mockRestore();
  }
}
const sentStatement = z.object({ text: z.string(), values: z.array(z.unknown()) });

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string | undefined;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number | undefined;
  'Rows Removed by Index Recheck'?: number | undefined;
  Plans?: PlanNode[] | undefined;
}
const planNode: z.ZodType<PlanNode> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().optional(),
  'Rows Removed by Index Recheck': z.number().optional(),
  get Plans() {
    return z.array(planNode).optional();
  },
});
const explained = z.object({
  rows: z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: planNode })]) })]),
});

/** The plan for these values, as PostgreSQL makes it for a statement that it sees for the first time. */
async function planOf({ text, values }: Statement): Promise<PlanNode> {
  return readPlan(await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [...values]));
}

/** The plan for any values, as PostgreSQL may make it for a prepared statement that comes again and again. */
async function genericPlanOf({ text, values }: Statement): Promise<PlanNode> {
  await client.query('SET plan_cache_mode = force_generic_plan');
  await client.query(`PREPARE asked AS ${text}`);
  try {
    const literals = values.map((value) => client.escapeLiteral(Array.isArray(value) ? `{${value}}` : `${value}`));
    const call = literals.length === 0 ? 'asked' : `asked(${literals})`;
    return readPlan(await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE ${call}`));
  } finally {
    await client.query('DEALLOCATE asked');
    await client.query('RESET plan_cache_mode');
  }
}

function readPlan(result: unknown): PlanNode {
  return explained.parse(result).rows[0]['QUERY PLAN'][0].Plan;
}

function nodes(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodes)];
}

/** Where a plan reads one of the big tables. */
function scans(plan: PlanNode): PlanNode[] {
  return nodes(plan).filter((node) => BIG_TABLES.includes(node['Relation Name'] ?? ''));
}

function isSequential(node: PlanNode): boolean {
  return node['Node Type'] === 'Seq Scan';
}

function rowsRead(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return (node['Actual Rows'] + removed) * node['Actual Loops'];
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
