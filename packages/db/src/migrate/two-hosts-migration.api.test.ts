import { Client } from 'pg';
import { expect, it } from 'vitest';
import { createTestDatabaseBefore } from '../testing/index.ts';
import { migrate } from './migrate.ts';

it('the update to two hosts ends every session, and people and their passwords stay', async () => {
  const database = await createTestDatabaseBefore('20261130192500_two_hosts');
  const old = new Client({ connectionString: database.connectionString });
  await old.connect();
  await old.query("INSERT INTO users (id, name, email, updated_at) VALUES ('usr_1', 'Ada', 'ada@example.com', now())");
  await old.query(
    "INSERT INTO accounts (id, account_id, provider_id, user_id, password, updated_at) VALUES ('acc_1', 'usr_1', 'credential', 'usr_1', 'hash', now())",
  );
  await old.query(
    "INSERT INTO sessions (id, token, user_id, expires_at, updated_at) VALUES ('ses_1', 'token', 'usr_1', now() + interval '1 day', now())",
  );
  await old.end();
  await migrate(database);
  const { session, user, account } = database.db;
  expect(await Promise.all([session.count(), user.count(), account.count()])).toEqual([0, 1, 1]);
  await database.drop();
});
