import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabaseBefore, type TestDatabase } from '../testing/index.ts';
import { migrate } from './migrate.ts';

let database: TestDatabase;
let old: Client;
beforeEach(async () => {
  database = await createTestDatabaseBefore('20261130101500_roles');
  old = new Client({ connectionString: database.connectionString });
  await old.connect();
});
afterEach(async () => {
  await old.end();
  await database.drop();
});

async function person(id: string, role: string, createdAt: string, password: string | null = 'hash') {
  await old.query('INSERT INTO users (id, name, email, role, created_at, updated_at) VALUES ($1, $1, $1, $2, $3, $3)', [
    id,
    role,
    createdAt,
  ]);
  if (password === null) return;
  await old.query(
    `INSERT INTO accounts (id, account_id, provider_id, user_id, password, updated_at) VALUES ($1, $1, 'credential', $1, $2, now())`,
    [id, password],
  );
}

async function rolesAfter(): Promise<Record<string, string>> {
  await migrate(database);
  const users = await database.db.user.findMany();
  return Object.fromEntries(users.map(({ id, role }) => [id, role]));
}

describe('the migration of roles', () => {
  it('makes the first admin who can sign in the owner, leaves other admins what they are, and makes viewers analysts', async () => {
    await person('disabled', 'admin', '2026-01-01Z', null);
    await person('later', 'admin', '2026-03-01Z');
    await person('first', 'admin', '2026-02-01Z');
    await person('looker', 'viewer', '2025-01-01Z');
    await person('stranger', 'boss', '2025-01-01Z');
    expect(await rolesAfter()).toEqual({
      disabled: 'admin',
      later: 'admin',
      first: 'owner',
      looker: 'analyst',
      stranger: 'boss',
    });
  });

  it('makes the first admin of all the owner where none can sign in', async () => {
    await person('later', 'admin', '2026-03-01Z', null);
    await person('first', 'admin', '2026-02-01Z', null);
    expect(await rolesAfter()).toEqual({ later: 'admin', first: 'owner' });
  });

  it('makes nobody an owner where there is no admin', async () => {
    await person('looker', 'viewer', '2025-01-01Z');
    expect(await rolesAfter()).toEqual({ looker: 'analyst' });
  });
});
