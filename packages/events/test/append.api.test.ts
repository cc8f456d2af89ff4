import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  appendEvents,
  assertNoWritesYet,
  defineEvent,
  type EventLog,
  eventInsert,
  eventRows,
  type NewEvent,
  NO_WRITES_YET,
  wholeNumber,
} from '../src/index.ts';
import { createLogHarness, type LogHarness, step, system } from './harness.ts';

let house: LogHarness;
let log: EventLog;
beforeAll(async () => {
  house = await createLogHarness();
  log = (await house.replica()).log;
});
afterAll(() => house.close());

const coinsMoved = defineEvent({
  type: 'coins.moved',
  version: 2,
  subject: 'purse',
  data: z.object({ amount: wholeNumber, currency: z.string() }),
  older: {
    1: (stored) => ({ amount: z.object({ cents: z.bigint({ coerce: true }) }).parse(stored).cents, currency: 'usd' }),
  },
});

const moved = (purse: string, amount: bigint): NewEvent =>
  coinsMoved.create({
    subjectId: purse,
    shopId: 'shop_1',
    actor: system,
    cause: {},
    data: { amount, currency: 'jpy' },
  });

describe('appended events', () => {
  it('are read as they were told, money beyond what a double can hold among them', async () => {
    const occurredAt = new Date('2025-12-31T23:59:59.123Z');
    await house.append(
      coinsMoved.create({
        subjectId: 'purse_1',
        shopId: 'shop_1',
        actor: { kind: 'api_key', id: 'key_1' },
        cause: { requestId: 'req_1', stripeEventId: 'evt_1', jobId: 'job_1' },
        occurredAt,
        data: { amount: -9_007_199_254_740_993n, currency: 'jpy' },
      }),
    );
    const [event] = await log.eventsOf(['purse_1']);
    if (event === undefined) throw new Error('nothing was appended');
    expect(event).toMatchObject({
      id: expect.stringMatching(/^evt_/),
      position: expect.stringMatching(/^\d+-\d+$/),
      type: 'coins.moved',
      version: 2,
      subject: { type: 'purse', id: 'purse_1' },
      shopId: 'shop_1',
      actor: { kind: 'api_key', id: 'key_1' },
      cause: { requestId: 'req_1', stripeEventId: 'evt_1', jobId: 'job_1' },
      data: { amount: '-9007199254740993', currency: 'jpy' },
      occurredAt,
      recordedAt: house.clock.now(),
    });
    expect(coinsMoved.read(event)?.data).toEqual({ amount: -9_007_199_254_740_993n, currency: 'jpy' });
  });

  it('happened now when nobody says otherwise', async () => {
    await house.append(moved('purse_now', 1n));
    expect(await log.eventsOf(['purse_now'])).toMatchObject([{ occurredAt: house.clock.now() }]);
  });

  it('stay in the order in which they were given, however many there are', async () => {
    await house.append(...Array.from({ length: 500 }, (_, n) => step('ordered', n)));
    const events = await log.eventsOf(['ordered']);
    expect(events.map(({ data }) => data)).toEqual(Array.from({ length: 500 }, (_, n) => ({ n })));
  });

  it('exist if and only if their transaction commits', async () => {
    const rolledBack = house.database.db.$transaction(async (tx) => {
      await appendEvents(tx, [step('undone', 1)], house);
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    expect(await log.eventsOf(['undone'])).toEqual([]);
  });

  it('of several subjects are told together, in order, and nothing of others', async () => {
    await house.append(step('left', 1), step('right', 2), step('other', 3));
    await house.append(step('left', 4));
    const events = await log.eventsOf(['left', 'right']);
    expect(events.map(({ data }) => data)).toEqual([{ n: 1 }, { n: 2 }, { n: 4 }]);
    expect(await log.eventsOf([])).toEqual([]);
  });

  it('can be a part of a statement that writes something else as well', async () => {
    await house.database.db.$executeRaw`CREATE TABLE purses (id text PRIMARY KEY, coins bigint)`;
    const written = await house.database.db.$queryRawUnsafe(
      `WITH purse AS (INSERT INTO purses VALUES ($1, $2::bigint) RETURNING id), told AS (${eventInsert('$3')})
       SELECT id FROM purse`,
      'purse_2',
      5n,
      eventRows([moved('purse_2', 5n), moved('purse_2', 6n)], house.clock),
    );
    expect(written).toEqual([{ id: 'purse_2' }]);
    const events = await log.eventsOf(['purse_2']);
    expect(events.map((event) => coinsMoved.read(event)?.data.amount)).toEqual([5n, 6n]);
  });

  it('of no one known are refused by the table itself', async () => {
    const forged = eventRows([step('forged', 1)], house.clock).replace('"system"', '"nobody"');
    await expect(house.database.db.$executeRawUnsafe(eventInsert('$1'), forged)).rejects.toThrow(/actor_type_check/);
  });
});

describe('a transaction that is to append events', () => {
  beforeAll(async () => {
    await house.database.db.$executeRaw`CREATE TABLE subjects (id text PRIMARY KEY, n int)`;
    await house.database.db.$executeRaw`INSERT INTO subjects VALUES ('a', 1)`;
  });

  it('gets its number when it has the lock, if it waits for that with SELECT FOR UPDATE, and passes the check', async () => {
    expect(await whileWaiting(`SELECT ${NO_WRITES_YET} AS unwritten FROM subjects FOR UPDATE`)).toEqual({
      numberWhileWaiting: null,
      row: { unwritten: true },
    });
  });

  it('has its number too early if it waits with a bare UPDATE, which is why that is no way to take the lock', async () => {
    const { numberWhileWaiting } = await whileWaiting('UPDATE subjects SET n = n RETURNING n');
    expect(numberWhileWaiting).toMatch(/^\d+$/);
  });

  it('is told when it wrote before it took its lock', async () => {
    await house.database.db.$transaction(async (tx) => {
      await assertNoWritesYet(tx);
      await tx.$executeRaw`UPDATE subjects SET n = n`;
      await expect(assertNoWritesYet(tx)).rejects.toThrow('out of order');
    });
  });

  /** Runs a statement that has to wait for a row another transaction has just changed. */
  async function whileWaiting(sql: string) {
    const { connectionString, db } = house.database;
    const [holder, waiter] = [new Client({ connectionString }), new Client({ connectionString })];
    await holder.connect();
    await waiter.connect();
    await holder.query('BEGIN');
    await holder.query('UPDATE subjects SET n = n + 1');
    const { rows } = await waiter.query('SELECT pg_backend_pid() AS pid');
    await waiter.query('BEGIN');
    const waited = waiter.query(sql);
    const activity = () =>
      db.$queryRaw<{ xid: string | null }[]>`
        SELECT backend_xid::text AS xid FROM pg_stat_activity WHERE pid = ${rows[0].pid}::int AND wait_event_type = 'Lock'`;
    await expect.poll(activity, { interval: 5 }).toHaveLength(1);
    const [seen] = await activity();
    await holder.query('COMMIT');
    const result = await waited;
    await waiter.query('ROLLBACK');
    await holder.end();
    await waiter.end();
    return { numberWhileWaiting: seen?.xid, row: result.rows[0] };
  }
});

describe('the definition of an event', () => {
  it('reads what older versions stored, in the shape of today', async () => {
    await house.append({ ...moved('purse_old', 1n), version: 1, data: { cents: 250 } });
    const [event] = await log.eventsOf(['purse_old']);
    if (event === undefined) throw new Error('nothing was appended');
    expect(coinsMoved.read(event)?.data).toEqual({ amount: 250n, currency: 'usd' });
  });

  it('reads no other type, and says so when a version or the data is not its own', async () => {
    await house.append(
      step('other', 1),
      { ...moved('purse_new', 1n), version: 3 },
      { ...moved('purse_new', 1n), data: {} },
    );
    const [other] = await log.eventsOf(['other']);
    const [newer, broken] = await log.eventsOf(['purse_new']);
    if (other === undefined || newer === undefined || broken === undefined) throw new Error('nothing was appended');
    expect(coinsMoved.read(other)).toBeNull();
    expect(() => coinsMoved.read(newer)).toThrow('version 3');
    expect(() => coinsMoved.read(broken)).toThrow(z.ZodError);
  });
});
