import { readFile } from 'node:fs/promises';
import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createJobQueue } from '@flashstudio/jobs';
import { createLogger } from '@flashstudio/platform';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

const guide = await readFile(new URL('../../../docs/debugging.md', import.meta.url), 'utf8');
const statements = [...guide.matchAll(/^( *)```sql\n(.*?)^\1```/gms)].map(([, , sql = '']) =>
  sql.replace(/\s+/g, ' ').trim(),
);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  // The queue makes its tables itself.
  const { connectionString } = database;
  const jobs = createJobQueue({ connectionString, logger: createLogger({ level: 'silent' }) });
  await jobs.start([]);
  await jobs.stop();
});
afterAll(() => database.drop());

it('the debugging guide has statements to type, so that the test of them is about something', () => {
  expect(statements.length).toBeGreaterThan(10);
});

it.each(statements)('a statement of the debugging guide runs on the database as it is: %s', async (sql) => {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  try {
    expect((await client.query(sql)).rowCount).not.toBeNull();
  } finally {
    await client.end();
  }
});
