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
import { auditFacets } from '../src/list/facets.ts';
import type { AuditFilter } from '../src/list/find-entries.ts';
import { listEntries } from '../src/list/list-entries.ts';

const ENTRIES = 60_000;
/** What a statement may read of the table, all in all. Reading it through would be 60,000 rows and more. */
const MOST_ROWS = 4_500;

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.connectionString });
  await client.connect();
  await fillAudit();
}, 600_000);
afterAll(async () => {
  await client.end();
  await database.drop();
});

/**
 * Entries a minute apart from 2026 on, made by arithmetic: the same every time, and with hashes that chain nothing. 40
 * people of whom the first does half of it, ten actions of which the last is rare, three kinds of subject.
 */
async function fillAudit(): Promise<void> {
  await client.query(
    `INSERT INTO audit_entries (seq, at, actor_type, actor_id, actor_name, action, subject_type, subject_id, reason,
       address, request_id, previous_hash, hash)
     SELECT n, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute', 'person', 'usr_' || person,
       'person' || person || '@example.com',
       CASE WHEN n % 6000 = 0 THEN 'shop.opened' ELSE (ARRAY['payment.refunded', 'payment.captured', 'payment.canceled',
         'person.signed_in', 'person.signed_out', 'dispute.answered', 'webhook.replayed', 'key.created', 'person.added'])[1 + n % 9] END,
       (ARRAY['payment', 'person', 'shop'])[1 + n % 3], 'sub_' || n % 9000,
       CASE WHEN n = 777 THEN 'The customer of old wanted it' WHEN n < 3000 THEN 'formerly agreed' ELSE 'As agreed' END,
       '203.0.113.' || n % 250, 'req_' || md5(n::text), '', ''
     FROM generate_series(1, $1::bigint) AS n
     CROSS JOIN LATERAL (SELECT CASE WHEN n % 2 = 0 THEN 1 ELSE 2 + (n * 7919) % 39 END AS person) AS drawn`,
    [ENTRIES],
  );
  await client.query('ANALYZE');
}

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const DEEP = '20000';

const FILTERS: readonly (readonly [string, AuditFilter])[] = [
  ['no filter', {}],
  ['an actor who did half of it', { actorId: 'usr_1' }],
  ['an actor who did little of it', { actorId: 'usr_17' }],
  ['an actor who did nothing', { actorId: 'usr_none' }],
  ['a common action', { action: 'payment.refunded' }],
  ['a rare action', { action: 'shop.opened' }],
  ['an action that there is none of', { action: 'shop.closed' }],
  ['a kind of subject', { subjectType: 'payment' }],
  ['a subject', { subjectId: 'sub_4242' }],
  ['a subject that there is none of', { subjectId: 'sub_none' }],
  ['its last days', { from: day('2026-02-08') }],
  ['its first days', { to: day('2026-01-03') }],
  ['a day amid', { from: day('2026-01-20'), to: day('2026-01-21') }],
  ['days that are still to come', { from: day('2027-01-01') }],
  ['an actor on a day', { actorId: 'usr_1', from: day('2026-01-20'), to: day('2026-01-21') }],
  ['an action by an actor', { actorId: 'usr_2', action: 'payment.refunded' }],
  ['an action on a subject', { action: 'payment.refunded', subjectId: 'sub_4500' }],
  ['a text that all have', { text: '@example.com' }],
  ['a text that most have', { text: 'as agreed' }],
  ['a text that one has, long ago', { text: 'customer of old' }],
  ['a text that nobody has', { text: 'no such words' }],
  ['a request', { text: 'req_c4ca4238a0b923820dcc509a6f75849b' }],
  ['two letters that nobody has', { text: 'qz' }],
  ['a text by an actor', { text: 'customer of old', actorId: 'usr_2' }],
  ['a text in a rare action', { text: 'as agreed', action: 'shop.opened' }],
];

describe.each(FILTERS)('a list of 60,000 entries by %s', (_, filter) => {
  it('is read through an index, and no further than it must be, on deep pages too', async () => {
    for (const cursor of [undefined, DEEP]) {
      const statements = await sentBy(() => listEntries(database.db, { ...filter, cursor, limit: 50 }));
      expect(statements.length).toBeGreaterThan(0);
      for (const statement of statements) {
        for (const plan of [await planOf(client, statement), await genericPlanOf(client, statement)]) {
          expectFrugal(plan, { ...filter, cursor });
        }
      }
    }
  });
});

it('what can be filtered by is found in a step of an index for each value', async () => {
  for (const statement of await sentBy(() => auditFacets(database.db))) {
    expectFrugal(await planOf(client, statement), statement.text);
  }
  expect((await auditFacets(database.db)).actors).toHaveLength(40);
});

function expectFrugal(plan: PlanNode, question: unknown): void {
  const what = JSON.stringify({ question, plan }, null, 1);
  const scans = planNodes(plan).filter((node) => node['Relation Name'] === 'audit_entries');
  expect(scans, what).not.toEqual([]);
  expect(
    scans.filter((node) => node['Node Type'] === 'Seq Scan'),
    what,
  ).toEqual([]);
  expect(
    scans.reduce((sum, scan) => sum + rowsRead(scan), 0),
    what,
  ).toBeLessThan(MOST_ROWS);
}
