import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StatementLog, watchStatements } from './statement-log.ts';

let database: TestDatabase;
let log: StatementLog;
let watched: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  log = await watchStatements(database.connectionString);
  watched = new Client({ connectionString: log.databaseUrl });
  await watched.connect();
  await watched.query('CREATE SCHEMA jobs');
  await watched.query('CREATE TABLE jobs.job (id int)');
  await watched.query('CREATE TABLE things (id int)');
});
afterAll(async () => {
  await watched.end();
  await log.close();
  await database.drop();
});

describe('the log of statements', () => {
  it('counts the statements, commits and transaction ids of a transaction', async () => {
    const cost = await log.measure(async () => {
      await watched.query('BEGIN');
      await watched.query('INSERT INTO things\n  VALUES ($1)', [1]);
      await watched.query('SELECT * FROM things');
      await watched.query('COMMIT');
    });
    expect(cost).toMatchObject({ statements: 4, work: 2, commits: 1, loneWrites: 0 });
    // Other tests of the same cluster write as well.
    expect(cost.transactionIds).toBeGreaterThanOrEqual(1);
    expect(log.last()).toEqual(['BEGIN', 'INSERT INTO things\n  VALUES ($1)', 'SELECT * FROM things', 'COMMIT']);
  });

  it('counts a write outside a transaction as one that commits by itself, and a read as none', async () => {
    const cost = await log.measure(async () => {
      await watched.query('INSERT INTO things VALUES (2)');
      await watched.query('SELECT * FROM things');
    });
    expect(cost).toMatchObject({ statements: 2, work: 2, commits: 0, loneWrites: 1 });
  });

  it('counts no commit for what was rolled back', async () => {
    const cost = await log.measure(async () => {
      await watched.query('BEGIN');
      await watched.query('INSERT INTO things VALUES (3)');
      await watched.query('ROLLBACK');
    });
    expect(cost).toMatchObject({ statements: 3, work: 1, commits: 0, loneWrites: 0 });
  });

  it("leaves the job queue's own tables out: its transactions, and its statements within those of others", async () => {
    const cost = await log.measure(async () => {
      await watched.query('BEGIN');
      await watched.query('INSERT INTO jobs.job VALUES (1)');
      await watched.query('COMMIT');
      await watched.query('DELETE FROM jobs.job');
      await watched.query('BEGIN');
      await watched.query('INSERT INTO things VALUES (4)');
      await watched.query('INSERT INTO "jobs"."job" VALUES (2)');
      await watched.query('COMMIT');
    });
    expect(cost).toMatchObject({ statements: 3, work: 1, commits: 1, loneWrites: 0 });
  });

  it('counts nothing of another database that is watched at the same time', async () => {
    const other = await createTestDatabase();
    const otherLog = await watchStatements(other.connectionString);
    const stranger = new Client({ connectionString: otherLog.databaseUrl });
    await stranger.connect();
    const cost = await log.measure(async () => {
      await stranger.query('CREATE TABLE things (id int)');
      await watched.query('SELECT 1');
    });
    await stranger.end();
    await otherLog.close();
    await other.drop();
    expect(cost).toMatchObject({ statements: 1, work: 1 });
  });

  it('tells transactions of several connections apart, and counts nobody who does not connect by its URL', async () => {
    const [second, stranger] = [
      new Client({ connectionString: log.databaseUrl }),
      new Client({ connectionString: database.connectionString }),
    ];
    await Promise.all([second.connect(), stranger.connect()]);
    const cost = await log.measure(async () => {
      await watched.query('BEGIN');
      await second.query('BEGIN');
      await second.query('INSERT INTO jobs.job VALUES (3)');
      await watched.query('INSERT INTO things VALUES (5)');
      await stranger.query('INSERT INTO things VALUES (6)');
      await second.query('COMMIT');
      await watched.query('COMMIT');
    });
    await Promise.all([second.end(), stranger.end()]);
    expect(cost).toMatchObject({ statements: 3, work: 1, commits: 1, loneWrites: 0 });
  });
});
