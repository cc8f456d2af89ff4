import { createTestScheduler, type TestScheduler } from '@flashstudio/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DomainEvent, defineSubscription } from '../src/index.ts';
import { createLogHarness, type LogHarness, note, step, stepTaken } from './harness.ts';

let house: LogHarness;
let scheduler: TestScheduler;
beforeEach(async () => {
  house = await createLogHarness();
  scheduler = createTestScheduler(house.clock);
});
afterEach(() => house.close());

const noting = (name: string) =>
  defineSubscription({ name, types: [stepTaken], apply: (tx, events) => note(tx, name, events) });
const numbers = async (name: string) => (await house.noted(name)).map(({ n }) => n);

/** Nothing under way: all that is left are timers. */
const resting = (ms: readonly number[]) =>
  expect.poll(() => scheduler.waiting().toSorted((a, b) => a - b), { interval: 5 }).toEqual(ms);

/** Nobody can read the log until `bringBack`. */
async function takeAway(): Promise<{ bringBack(): Promise<void> }> {
  await house.database.db.$executeRaw`ALTER TABLE domain_events RENAME TO away`;
  return {
    async bringBack() {
      await house.database.db.$executeRaw`ALTER TABLE away RENAME TO domain_events`;
    },
  };
}

describe('a log that cannot be read for a while', () => {
  it('is read by a runner two seconds later, without anybody waking it', async () => {
    const { log } = await house.replica({ scheduler });
    const runner = log.runner([noting('patient')]);
    await house.append(step('a', 1));
    const shelf = await takeAway();
    runner.start();
    await resting([50]);
    scheduler.advance(50);
    await shelf.bringBack();
    expect(scheduler.waiting()).toEqual([1_950]);
    scheduler.advance(1_950);
    await expect.poll(() => numbers('patient')).toEqual([1]);
    await runner.stop();
  });

  it('is read for those who tail it two seconds later, and nothing is missing', async () => {
    const { log } = await house.replica({ scheduler });
    const connection = new AbortController();
    const heard: DomainEvent[] = [];
    const tail = (async () => {
      for await (const event of log.tail({ after: null, signal: connection.signal })) heard.push(event);
    })();
    await resting([50]);
    scheduler.advance(50);
    await house.append(step('a', 1));
    const shelf = await takeAway();
    log.wake();
    await resting([50, 50]);
    scheduler.advance(50);
    await shelf.bringBack();
    scheduler.advance(1_950);
    await expect.poll(() => heard.map((event) => stepTaken.read(event)?.data.n)).toEqual([1]);
    connection.abort();
    await tail;
  });
});

describe('subscriptions of one process', () => {
  it('use no more database connections at once than they are given', async () => {
    const { log } = await house.replica({ settings: { concurrency: 2 } });
    const gate = Promise.withResolvers<void>();
    const names = ['a', 'b', 'c', 'd'];
    let begun = 0;
    const runner = log.runner(
      names.map((name) =>
        defineSubscription({
          name,
          types: [stepTaken],
          async apply(tx, events) {
            begun += 1;
            await gate.promise;
            await note(tx, name, events);
          },
        }),
      ),
    );
    await house.append(step('x', 1));
    const caughtUp = runner.catchUp();
    await expect.poll(() => begun).toBe(2);
    // Enough questions to the same database for a third to have begun as well.
    for (let count = 0; count < 20; count += 1) await runner.health();
    expect(begun).toBe(2);
    gate.resolve();
    await caughtUp;
    for (const name of names) expect(await numbers(name)).toEqual([1]);
  });
});

describe('a log that was stopped', () => {
  it('hears no more of what other processes write', async () => {
    const writer = await house.replica();
    const { log, listener } = await house.replica({ scheduler });
    const runner = log.runner([noting('stopped')]);
    runner.start();
    await resting([50]);
    scheduler.advance(50);
    await log.stop();
    const told = Promise.withResolvers<void>();
    listener.on('domain_events', () => told.resolve());
    await house.append(step('a', 1));
    writer.log.wake();
    await told.promise;
    // Woken, it would look at once and need no timer for that.
    expect(scheduler.waiting()).toEqual([1_950]);
    await runner.stop();
  });
});

describe('health', () => {
  it('counts a parked event until it is applied or skipped, also while it waits to be tried again', async () => {
    const { log } = await house.replica({ settings: { maxTries: 1 } });
    const runner = log.runner([
      defineSubscription({ name: 'broken', types: [stepTaken], apply: () => Promise.reject(new Error('no')) }),
    ]);
    await house.append(step('a', 1), step('a', 2));
    await runner.catchUp();
    expect(await runner.health()).toMatchObject([{ state: 'current', parked: 2 }]);
    const [first, second] = await log.parked.list();
    const decision = { actor: { kind: 'person', id: 'usr_ada' }, cause: {}, reason: 'to see' } as const;
    await log.parked.retry({ subscription: 'broken', eventId: first?.event.id ?? '' }, decision);
    expect(await runner.health()).toMatchObject([{ parked: 2 }]);
    await log.parked.skip({ subscription: 'broken', eventId: second?.event.id ?? '' }, decision);
    expect(await runner.health()).toMatchObject([{ parked: 1 }]);
  });
});
