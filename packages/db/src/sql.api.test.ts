import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSql, isSqlUniqueViolation, type Sql, sqlBytes, sqlJson } from './index.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

let database: TestDatabase;
let sql: Sql;
const broken: Error[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  sql = createSql({ connectionString: database.connectionString, onError: (error) => broken.push(error) });
  await sql.query({ name: 'make', text: 'CREATE TABLE things (id int PRIMARY KEY, amount bigint)' }, []);
});
// Each test finds the first thing there, and nothing else.
beforeEach(async () => {
  await sql.query({ name: 'empty', text: 'TRUNCATE things' }, []);
  await sql.query(ADD, [1, 9_007_199_254_740_993n]);
});
afterAll(async () => {
  await sql.close();
  await database.drop();
});

const ADD = { name: 'add', text: 'INSERT INTO things (id, amount) VALUES ($1, $2)' };
const ALL = { name: 'all', text: 'SELECT id, amount FROM things ORDER BY id' };

describe('statements on the hot path', () => {
  it('give bigint columns as bigint, beyond what a double can hold', async () => {
    expect(await sql.query(ALL, [])).toEqual([{ id: 1, amount: 9_007_199_254_740_993n }]);
  });

  it('are prepared once per connection under their name', async () => {
    const prepared = await sql.transaction(async (tx) => {
      await tx.query(ALL, []);
      await tx.query(ALL, []);
      return tx.query<{ name: string }>(
        { name: 'prepared', text: "SELECT name FROM pg_prepared_statements WHERE name = 'all'" },
        [],
      );
    });
    expect(prepared).toEqual([{ name: 'all' }]);
  });

  it('keep one plan for all their calls', async () => {
    const setting = { name: 'plans', text: "SELECT current_setting('plan_cache_mode') AS mode" };
    expect(await sql.query(setting, [])).toEqual([{ mode: 'force_generic_plan' }]);
  });

  it('take texts as bytes, whatever they hold', async () => {
    const read = { name: 'bytes', text: "SELECT convert_from(t, 'UTF8') AS text FROM unnest($1::bytea[]) AS t" };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '').toWellFormed())),
        async (texts) => {
          const rows = await sql.query<{ text: string }>(read, [sqlBytes(texts)]);
          expect(rows.map(({ text }) => text)).toEqual(texts);
        },
      ),
      { numRuns: 50, examples: [[[]], [['', '"', '\\', '{,}', 'NULL']]] },
    );
  });

  it('that break a unique key say which one', async () => {
    const refused = await sql.query(ADD, [1, 1n]).catch((error: unknown) => error);
    expect(isSqlUniqueViolation(refused)).toBe(true);
    expect(isSqlUniqueViolation(refused, 'things_pkey')).toBe(true);
    expect(isSqlUniqueViolation(refused, 'another_key')).toBe(false);
    expect(isSqlUniqueViolation(new Error('things_pkey'))).toBe(false);
  });
});

describe('a transaction on the hot path', () => {
  it('writes nothing when its work throws', async () => {
    const work = sql.transaction(async (tx) => {
      await tx.query(ADD, [2, 1n]);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect((await sql.query<{ id: number }>(ALL, [])).map(({ id }) => id)).toEqual([1]);
  });

  it('that goes on after a failed statement is told that nothing was written', async () => {
    const work = sql.transaction(async (tx) => {
      await tx.query(ADD, [3, 1n]);
      await tx.query(ADD, [1, 1n]).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('failed before its commit');
    expect((await sql.query<{ id: number }>(ALL, [])).map(({ id }) => id)).toEqual([1]);
  });

  it('counts its statements, so that locks can insist on coming first', async () => {
    const counts = await sql.transaction(async (tx) => {
      const before = tx.statements;
      await tx.query(ALL, []);
      return [before, tx.statements];
    });
    expect(counts).toEqual([0, 1]);
  });

  it('whose connection is cut fails, and the next one gets a new connection', async () => {
    const admin = new Client({ connectionString: database.connectionString });
    await admin.connect();
    const work = sql.transaction(async (tx) => {
      const [me] = await tx.query<{ pid: number }>({ name: 'pid', text: 'SELECT pg_backend_pid() AS pid' }, []);
      await admin.query('SELECT pg_terminate_backend($1)', [me?.pid]);
      await tx.query(ADD, [4, 1n]);
    });
    await expect(work).rejects.toThrow(/terminat|connection error/i);
    await admin.end();
    expect(await sql.transaction((tx) => tx.query(ALL, []))).toHaveLength(1);
  });
});

describe('the connections of the hot path', () => {
  it('that break while they are idle are told of, and the next statement gets a new one', async () => {
    broken.length = 0;
    await sql.query(ALL, []);
    await database.db.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'flashstudio' AND datname = current_database()`;
    await expect.poll(() => broken.length).toBeGreaterThan(0);
    expect(broken[0]?.message).toMatch(/terminat/);
    expect(await sql.query(ALL, [])).toHaveLength(1);
  });

  it('are gone when they are closed, so that the database can be dropped at once', async () => {
    const own = await createTestDatabase();
    const closing = createSql({ connectionString: own.connectionString, onError: (error) => broken.push(error) });
    const one = { name: 'one', text: 'SELECT 1 AS one' };
    await Promise.all(Array.from({ length: 5 }, () => closing.transaction((tx) => tx.query(one, []))));
    const connected = () => own.db.$queryRaw`
      SELECT pid FROM pg_stat_activity WHERE application_name = 'flashstudio' AND datname = current_database()`;
    expect(await connected()).toHaveLength(5);
    await closing.close();
    expect(await connected()).toEqual([]);
    await own.drop();
  });
});

describe('JSON for a parameter', () => {
  it('carries bigint and dates, and keeps what PostgreSQL cannot hold readable', async () => {
    const json = sqlJson({ amount: 12n, at: new Date(0), text: 'a\0b\uD800c', nested: ['\0'] });
    const [row] = await sql.query<{ value: unknown }>({ name: 'json', text: 'SELECT $1::jsonb AS value' }, [json]);
    expect(row?.value).toEqual({
      amount: '12',
      at: '1970-01-01T00:00:00.000Z',
      text: 'a\uFFFDb\uFFFDc',
      nested: ['\uFFFD'],
    });
  });
});
