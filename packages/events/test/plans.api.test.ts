import { Prisma } from '@flashstudio/db';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { healthSql } from '../src/operations/health.ts';
import { eventsOfSql, readAfterSql } from '../src/read.ts';
import { fromElsewhereSql } from '../src/restore.ts';
import { readBatchSql } from '../src/runner/batch.ts';
import { moveCursorSql } from '../src/runner/cursor.ts';
import { peekSql } from '../src/runner/peek.ts';
import { createLogHarness, type LogHarness } from './harness.ts';

const EVENTS = 300_000;
const WINDOW = 1_000;
const REACH = { limit: 200, windowSize: WINDOW };

let house: LogHarness;

async function fillLog(): Promise<void> {
  house = await createLogHarness();
  const { db } = house.database;
  // Whether the planner knows the log is what is tried here, and not left to the hour of the autovacuum.
  await db.$executeRaw`ALTER TABLE domain_events SET (autovacuum_enabled = false)`;
  // Transactions of three events; one event in 100,000 is an eclipse.
  await db.$executeRaw`
    INSERT INTO domain_events (xact_id, id, type, version, subject_type, subject_id, actor_type, cause, data, occurred_at, recorded_at)
    SELECT (10 + n / 3)::text::xid8, 'evt_' || n, CASE WHEN n % 100000 = 50000 THEN 'moon.eclipsed' ELSE 'thing.step_taken' END,
      1, 'thing', 'thing_' || n % 20000, 'system', '{}', '{"n": 1}', now(), now()
    FROM generate_series(1, ${EVENTS}::int) n`;
  await db.$executeRaw`
    INSERT INTO event_subscriptions (name, xact_id, seq, updated_at)
    VALUES ('beginning', '0', 0, now()), ('middle', '50010', 150000, now()), ('end', '100010', 300000, now())`;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string | undefined;
  readonly 'Actual Rows'?: number | undefined;
  readonly 'Actual Loops'?: number | undefined;
  readonly 'Rows Removed by Filter'?: number | undefined;
  readonly Plans?: readonly PlanNode[] | undefined;
}

const planNode: z.ZodType<PlanNode> = z.lazy(() =>
  z.object({
    'Node Type': z.string(),
    'Relation Name': z.string().optional(),
    'Actual Rows': z.number().optional(),
    'Actual Loops': z.number().optional(),
    'Rows Removed by Filter': z.number().optional(),
    Plans: z.array(planNode).optional(),
  }),
);
const explained = z.tuple([z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: planNode })]) })]);

/** How a statement really ran on the log: how it reached the rows, and how many it touched. */
async function run(sql: Prisma.Sql) {
  const [row] = explained.parse(
    await house.database.db.$queryRaw`${Prisma.sql`EXPLAIN (ANALYZE, FORMAT JSON)`} ${sql}`,
  );
  const nodes = flatten(row['QUERY PLAN'][0].Plan).filter((node) => node['Relation Name'] === 'domain_events');
  return {
    ways: [...new Set(nodes.map((node) => node['Node Type']))],
    rows: nodes.reduce(
      (sum, node) =>
        sum + ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1),
      0,
    ),
  };
}

const flatten = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flatten)];

const asked = ['beginning', 'middle', 'end'].map((name) => ({ name, types: ['moon.eclipsed'] }));
const statements: readonly (readonly [string, Prisma.Sql, number])[] = [
  ['a peek for three subscriptions to a rare type', peekSql(asked, WINDOW), 3 * WINDOW + 1],
  ['a batch of a rare type from the beginning', readBatchSql({ xact: 0n, seq: 0n }, ['moon.eclipsed'], REACH), WINDOW],
  ['a batch of a rare type', readBatchSql({ xact: 50_010n, seq: 150_000n }, ['moon.eclipsed'], REACH), WINDOW],
  ['a batch', readBatchSql({ xact: 50_010n, seq: 150_000n }, ['thing.step_taken'], REACH), WINDOW + 200],
  ['a page of a tail', readAfterSql({ xact: 50_010n, seq: 150_000n }, 500), 500],
  ['a tail that has heard all', readAfterSql({ xact: 100_010n, seq: 300_000n }, 500), 0],
  ['a timeline', eventsOfSql(['thing_7', 'thing_8']), 30],
  ['health', healthSql(asked), 3 * 10_000],
  ['the check for a restored log', fromElsewhereSql, 1],
  ['a cursor that moves', moveCursorSql('end', { xact: 100_010n, seq: 300_000n }, new Date('2026-01-01T00:00:00Z')), 1],
];

describe.each([
  ['before the planner knows anything of it', false],
  ['after ANALYZE', true],
])('on a log of 300,000 events, %s,', (_when, analyzed) => {
  beforeAll(async () => {
    await fillLog();
    if (analyzed) await house.database.db.$executeRaw`ANALYZE domain_events`;
    const [known] = await house.database.db.$queryRaw<{ rows: number }[]>`
      SELECT reltuples::float8 AS rows FROM pg_class WHERE relname = 'domain_events'`;
    expect((known?.rows ?? 0) > 0).toBe(analyzed);
  });
  afterAll(() => house.close());

  it.each(statements)('%s reads by an index, and no more than its window', async (_, sql, most) => {
    const { ways, rows } = await run(sql);
    expect(ways).not.toEqual([]);
    expect(ways).not.toContain('Seq Scan');
    expect(rows).toBeLessThanOrEqual(most);
  });
});
