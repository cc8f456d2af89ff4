import { createRecordingDb } from '@flashstudio/db/testing';
import { createTestScheduler } from '@flashstudio/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendEvents, type DomainEvent, type EventLog, type NewEvent } from '../src/index.ts';
import { createLogHarness, eclipse, type LogHarness, step, stepTaken } from './harness.ts';

let house: LogHarness;
beforeEach(async () => {
  house = await createLogHarness();
});
afterEach(() => house.close());

/** A client that keeps what it has heard, as an open page does. */
function listen(log: EventLog, after: string | null) {
  const connection = new AbortController();
  const heard: DomainEvent[] = [];
  const done = (async () => {
    for await (const event of log.tail({ after, signal: connection.signal })) heard.push(event);
  })();
  return {
    heard,
    numbers: () => heard.map((event) => stepTaken.read(event)?.data.n),
    last: () => heard.at(-1)?.position ?? null,
    /** Resolves when it has heard so many. */
    hears: (count: number) => expect.poll(() => heard.length, { interval: 5 }).toBe(count),
    async disconnect() {
      connection.abort();
      await done;
    },
  };
}

const steps = (from: number, to: number): NewEvent[] =>
  Array.from({ length: to - from + 1 }, (_, index) => step('a', from + index));

describe('a tail of the log', () => {
  it('tells of all that happens after a place, in order, of every type', async () => {
    const { log } = await house.replica();
    await house.append(step('a', 1));
    const client = listen(log, await log.head());
    await house.append(step('a', 2), eclipse());
    await house.append(step('b', 3));
    log.wake();
    await client.hears(3);
    expect(client.heard.map(({ type }) => type)).toEqual(['thing.step_taken', 'moon.eclipsed', 'thing.step_taken']);
    await client.disconnect();
  });

  it('begins with what happens from now on when no place is given', async () => {
    const { log } = await house.replica();
    await house.append(...steps(1, 3));
    const client = listen(log, null);
    // Where "now" is for the client is seen by what it hears of.
    let next = 4;
    await expect
      .poll(async () => {
        await house.append(step('a', next));
        next += 1;
        log.wake();
        return client.numbers().length;
      })
      .toBeGreaterThan(0);
    const [first = 0] = client.numbers();
    await house.append(step('a', next));
    log.wake();
    await client.hears(next - first + 1);
    expect(first).toBeGreaterThan(3);
    expect(client.numbers()).toEqual(Array.from({ length: next - first + 1 }, (_, index) => first + index));
    await client.disconnect();
  });

  it('misses nothing and repeats nothing when it goes on where it was cut off, here or at another replica', async () => {
    const [here, there] = [await house.replica(), await house.replica()];
    let client = listen(here.log, await here.log.head());
    const heard: unknown[] = [];
    for (let round = 0; round < 6; round += 1) {
      await house.append(...steps(round * 10 + 1, round * 10 + 5));
      here.log.wake();
      await client.hears(5 + (round === 0 ? 0 : 5));
      const last = client.last();
      await client.disconnect();
      heard.push(...client.numbers());
      await house.append(...steps(round * 10 + 6, round * 10 + 10));
      client = listen(round % 2 === 0 ? there.log : here.log, last);
    }
    await client.hears(5);
    heard.push(...client.numbers());
    await client.disconnect();
    expect(heard).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });

  it('reads the history first, page by page, when it begins far back', async () => {
    const { log } = await house.replica();
    const start = await log.head();
    await house.append(...steps(1, 600));
    await house.append(...steps(601, 1_200));
    const early = listen(log, start);
    await early.hears(1_200);
    await house.append(step('a', 1_201));
    log.wake();
    await early.hears(1_201);
    expect(early.numbers()).toEqual(Array.from({ length: 1_201 }, (_, index) => index + 1));
    await early.disconnect();
  });

  it('tells once of what is read with the history and delivered live at the same time', async () => {
    const { log } = await house.replica();
    const start = await log.head();
    await house.append(...steps(1, 600));
    const live = listen(log, await log.head());
    const connection = new AbortController();
    const tail = log.tail({ after: start, signal: connection.signal });
    // It has joined and read its first page of history; what comes now is on the page it reads next.
    expect((await tail.next()).value).toMatchObject({ data: { n: 1 } });
    await house.append(step('a', 601));
    log.wake();
    await live.hears(1);
    await house.append(step('a', 602));
    log.wake();
    await live.hears(2);
    const numbers: unknown[] = [];
    for await (const event of tail) {
      numbers.push(stepTaken.read(event)?.data.n);
      if (numbers.length === 601) {
        await house.append(step('a', 603));
        log.wake();
      }
      if (numbers.at(-1) === 603) break;
    }
    expect(numbers).toEqual(Array.from({ length: 602 }, (_, index) => index + 2));
    connection.abort();
    await live.disconnect();
  });

  it('keeps its place when a slow client cannot take what comes: the rest is read when it can', async () => {
    const { log } = await house.replica();
    const connection = new AbortController();
    const tail = log.tail({ after: await log.head(), signal: connection.signal });
    const fast = listen(log, await log.head());
    await house.append(step('a', 1));
    log.wake();
    const first = await tail.next();
    expect(first.value).toMatchObject({ data: { n: 1 } });
    // It takes nothing while more comes than is kept for it.
    for (let from = 2; from < 3_000; from += 500) {
      await house.append(...steps(from, from + 499));
      log.wake();
      await fast.hears(from + 499);
    }
    const numbers: unknown[] = [];
    for await (const event of tail) {
      numbers.push(stepTaken.read(event)?.data.n);
      if (numbers.length === 3_000) break;
    }
    expect(numbers).toEqual(Array.from({ length: 3_000 }, (_, index) => index + 2));
    connection.abort();
    await fast.disconnect();
  });

  it('waits with what is committed beside an older open transaction, and tells of it in its place', async () => {
    const scheduler = createTestScheduler(house.clock);
    const { log } = await house.replica({ scheduler });
    const client = listen(log, await log.head());
    await expect.poll(() => scheduler.waiting(), { interval: 5 }).toEqual([50]);
    scheduler.advance(50);
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const early = house.database.db.$transaction(async (tx) => {
      await appendEvents(tx, [step('a', 1)], house);
      begun.resolve();
      await gate.promise;
    });
    await begun.promise;
    await house.database.db.$transaction((tx) => appendEvents(tx, [step('b', 2)], house));
    log.wake();
    // It has looked when its pause begins, beside that of the hints.
    await expect.poll(() => scheduler.waiting(), { interval: 5 }).toEqual([50, 50]);
    gate.resolve();
    await early;
    await expect
      .poll(
        () => {
          scheduler.advance(25);
          return client.numbers();
        },
        { interval: 5 },
      )
      .toEqual([1, 2]);
    await client.disconnect();
  });

  it('shares one reading among all clients, and reads nothing when there are none', async () => {
    const scheduler = createTestScheduler(house.clock);
    const { db, statements } = createRecordingDb(house.database);
    const { log } = await house.replica({ scheduler, db });
    const readings = () => statements.filter((sql) => /FROM domain_events e\s+WHERE/.test(sql)).length;
    const start = await log.head();
    const clients = Array.from({ length: 5 }, () => listen(log, start));
    await expect.poll(readings, { interval: 5 }).toBeGreaterThanOrEqual(1 + clients.length);
    // Each that came may have made it look once more: it rests when all that is left is its poll.
    await expect
      .poll(
        () => {
          if (scheduler.waiting().includes(50)) scheduler.advance(50);
          return scheduler.waiting();
        },
        { interval: 5 },
      )
      .toEqual([1_950]);
    await house.append(step('a', 1));
    statements.length = 0;
    log.wake();
    await Promise.all(clients.map((client) => client.hears(1)));
    await expect.poll(() => scheduler.waiting(), { interval: 5 }).toEqual([50, 50]);
    expect(readings()).toBe(1);

    await Promise.all(clients.map((client) => client.disconnect()));
    await expect
      .poll(
        () => {
          scheduler.advance(2_000);
          return scheduler.waiting();
        },
        { interval: 5 },
      )
      .toEqual([]);
    statements.length = 0;
    log.wake();
    scheduler.advance(10_000);
    // Whatever it had asked for before these would be among them.
    for (let asked = 0; asked < 3; asked += 1) await log.head();
    expect(readings()).toBe(0);
    expect(statements).toHaveLength(3);
  });

  it('finds within two seconds what no hint told it of', async () => {
    const scheduler = createTestScheduler(house.clock);
    const { log } = await house.replica({ scheduler });
    const client = listen(log, await log.head());
    await expect.poll(() => scheduler.waiting(), { interval: 5 }).toEqual([50]);
    scheduler.advance(50);
    await house.append(step('a', 1));
    expect(scheduler.waiting()).toEqual([1_950]);
    scheduler.advance(1_950);
    await client.hears(1);
    expect(client.numbers()).toEqual([1]);
    await client.disconnect();
  });

  it.each(['', '12', '1-', '-1', '1-2-3', 'a-b', '1-2 OR true', `${'9'.repeat(30)}-1`])(
    'refuses %j, which is no place in any log',
    async (after) => {
      const { log } = await house.replica();
      await expect(log.tail({ after, signal: new AbortController().signal }).next()).rejects.toMatchObject({
        code: 'invalid_input',
      });
    },
  );

  it('ends when its client goes, even while it waits for news', async () => {
    const { log } = await house.replica();
    const connection = new AbortController();
    const next = log.tail({ after: null, signal: connection.signal }).next();
    connection.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});
