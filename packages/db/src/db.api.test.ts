import { EventEmitter, once } from 'node:events';
import { createLogger } from '@flashstudio/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkMigrations,
  createDb,
  createListener,
  isUniqueViolation,
  migrate,
  notify,
  withAdvisoryLock,
} from './index.ts';
import { createTestDatabase, type TestDatabase } from './testing/index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const product = (id: string) => ({ id, name: 'Ceramic mug' });

describe('migrations', () => {
  it('say exactly what the schema says', async () => {
    expect(await checkMigrations(database)).toBe('');
  });

  it('apply once, even when two processes start at the same moment', async () => {
    const fresh = await createTestDatabase();
    await fresh.db.$executeRaw`DROP SCHEMA public CASCADE`;
    await fresh.db.$executeRaw`CREATE SCHEMA public`;
    const [first, second] = await Promise.all([migrate(fresh), migrate(fresh)]);
    expect([...first, ...second]).toHaveLength(Math.max(first.length, second.length));
    expect(first.length + second.length).toBeGreaterThan(0);
    expect(await migrate(fresh)).toEqual([]);
    await fresh.drop();
  });
});

describe('the database', () => {
  it('keeps money as whole minor units beyond what a double can hold', async () => {
    await database.db.product.create({
      data: {
        ...product('p_money'),
        prices: { create: { id: 'price_1', currency: 'JPY', unitAmount: 9_007_199_254_740_993n } },
      },
    });
    const price = await database.db.price.findUniqueOrThrow({ where: { id: 'price_1' } });
    expect(price.unitAmount).toBe(9_007_199_254_740_993n);
  });

  it('tells a duplicate from other errors', async () => {
    await database.db.product.create({ data: product('p_twice') });
    const error: unknown = await database.db.product
      .create({ data: product('p_twice') })
      .catch((caught: unknown) => caught);
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(new Error('other'))).toBe(false);
  });

  it('lets one holder of a lock at a time, and leaves other locks alone', async () => {
    const order: string[] = [];
    const other = createDb({ connectionString: database.connectionString, poolSize: 1 });
    const held = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const first = database.db.$transaction(async (tx) => {
      await withAdvisoryLock(tx, 'pay_1');
      held.resolve();
      await release.promise;
      order.push('first');
    });
    await Promise.race([held.promise, first]);
    const second = other.$transaction(async (tx) => {
      await withAdvisoryLock(tx, 'pay_1');
      order.push('second');
    });
    // It would have come by, were it not kept waiting.
    await expect.poll(waitingForAdvisoryLocks, { interval: 5 }).toBe(1);
    const another = database.db.$transaction((tx) => withAdvisoryLock(tx, 'pay_2'));
    await another;
    expect(order).toEqual([]);
    release.resolve();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
    await other.$disconnect();
  });

  async function waitingForAdvisoryLocks(): Promise<number> {
    const [row] = await database.db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_locks
      WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    return row?.count ?? 0;
  }
});

describe('notifications of PostgreSQL', () => {
  it('arrive when the transaction commits, and never when it does not', async () => {
    const listener = createListener({
      connectionString: database.connectionString,
      logger: createLogger({ level: 'silent' }),
    });
    await listener.start();
    const heard = new EventEmitter();
    const payloads: string[] = [];
    await listener.on('test_channel', (payload) => {
      payloads.push(payload);
      heard.emit('heard');
    });
    const rolledBack = database.db.$transaction(async (tx) => {
      await notify(tx, 'test_channel', 'lost');
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    const first = once(heard, 'heard');
    await database.db.$transaction((tx) => notify(tx, 'test_channel', 'kept'));
    await first;
    expect(payloads).toEqual(['kept']);
    await listener.stop();
  });

  it('tell of a gap after the connection was lost', async () => {
    const listener = createListener({
      connectionString: database.connectionString,
      logger: createLogger({ level: 'silent' }),
    });
    await listener.start();
    const signals = new EventEmitter();
    listener.onReconnect(() => signals.emit('up'));
    await listener.on('test_channel', (payload) => signals.emit('heard', payload));
    const up = once(signals, 'up');
    await database.db.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'flashstudio-listener' AND datname = current_database()`;
    await up;
    const heard = once(signals, 'heard');
    await database.db.$transaction((tx) => notify(tx, 'test_channel', 'again'));
    expect(await heard).toEqual(['again']);
    await listener.stop();
  });

  it('refuse a payload PostgreSQL would not carry', async () => {
    await expect(database.db.$transaction((tx) => notify(tx, 'test_channel', 'x'.repeat(8_000)))).rejects.toThrow(
      RangeError,
    );
  });
});
