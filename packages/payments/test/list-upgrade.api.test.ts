import { readdir, readFile } from 'node:fs/promises';
import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listPayments } from '../src/admin/list-payments.ts';

const MIGRATIONS = new URL('../../db/prisma/migrations/', import.meta.url);

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.connectionString });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

it('payments made before there was a search are found after the upgrade, under the filter they belong to', async () => {
  const [first = '', ...later] = (await readdir(MIGRATIONS)).sort();
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await apply(first);
  await client.query(`
    INSERT INTO customers (id, email, name) VALUES ('cus_1', 'ada@example.com', 'Ada Lovelace');
    INSERT INTO orders (id, publishable_key_id, customer_id, currency, total, request_key, request_digest, created_at, updated_at)
    VALUES ('ord_1', 'pk_shop', 'cus_1', 'USD', 2400, '1', '', now(), now()),
           ('ord_2', 'pk_shop', NULL, 'USD', 2400, '2', '', now(), now());
    INSERT INTO payments (id, order_id, status, failure_class, amount, currency, created_at, updated_at)
    VALUES ('pay_1', 'ord_1', 'requires_payment_method', 'card_declined', 2400, 'USD', now(), now()),
           ('pay_2', 'ord_2', 'succeeded', NULL, 2400, 'USD', now(), now());`);
  for (const migration of later) await apply(migration);

  expect(await ids({ status: 'failed', search: 'lovelace' })).toEqual(['pay_1']);
  expect(await ids({ status: 'succeeded', search: 'ord_2' })).toEqual(['pay_2']);
  expect(await ids({})).toEqual(['pay_2', 'pay_1']);
});

async function apply(migration: string): Promise<void> {
  await client.query(await readFile(new URL(`${migration}/migration.sql`, MIGRATIONS), 'utf8'));
}

async function ids(question: { status?: 'failed' | 'succeeded'; search?: string }): Promise<string[]> {
  const { items } = await listPayments(database.db, { limit: 10, ...question });
  return items.map(({ id }) => id);
}
