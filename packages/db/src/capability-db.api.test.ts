import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnyTx, type DbOf, joinTx } from './capability-db.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const mail = (id: string) => ({
  id,
  dedupeKey: id,
  recipient: 'ada@example.com',
  template: 'test',
  payload: {},
  createdAt: new Date('2026-01-01T00:00:00Z'),
});

describe('the database as a capability sees it', () => {
  it('is the whole database at run time, so that the container passes one client to all', async () => {
    const own: DbOf<'mail'> = database.db;
    await own.$transaction((tx) => tx.emailMessage.create({ data: mail('own') }));
    expect(await own.emailMessage.count({ where: { id: 'own' } })).toBe(1);
  });
});

describe("a capability that joins another's transaction", () => {
  const writeMail = (tx: AnyTx, id: string) => joinTx<'mail'>(tx).emailMessage.create({ data: mail(id) });
  const others: () => DbOf<'auth'> = () => database.db;

  it('commits with it', async () => {
    await others().$transaction((tx) => writeMail(tx, 'committed'));
    expect(await database.db.emailMessage.count({ where: { id: 'committed' } })).toBe(1);
  });

  it('rolls back with it', async () => {
    const rolledBack = others().$transaction(async (tx) => {
      await writeMail(tx, 'rolled back');
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    expect(await database.db.emailMessage.count({ where: { id: 'rolled back' } })).toBe(0);
  });

  it('is told when what it got is no transaction of ours', () => {
    const stranger: AnyTx = Object.create({ $queryRaw: () => undefined });
    expect(() => joinTx<'auth'>(stranger)).toThrow(TypeError);
  });
});
