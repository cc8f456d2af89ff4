import { EventEmitter, once } from 'node:events';
import { createTestScheduler, type TestScheduler } from '@flashstudio/platform';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendEvents, defineSubscription } from '../src/index.ts';
import { createLogHarness, eclipse, type LogHarness, moonEclipsed, note, step, stepTaken } from './harness.ts';

let house: LogHarness;
beforeEach(async () => {
  house = await createLogHarness();
});
afterEach(() => house.close());

const noting = (name: string) =>
  defineSubscription({ name, types: [stepTaken], apply: (tx, events) => note(tx, name, events) });
const numbers = async (name: string) => (await house.noted(name)).map(({ n }) => n);

const eclipses = (count: number) => Array.from({ length: count }, () => eclipse());

/** The row as PostgreSQL keeps it: any write or lock leaves a trace. */
const cursorRow = async (name: string) =>
  house.database.db.$queryRaw`
    SELECT ctid::text, xmin::text, xmax::text, seq FROM event_subscriptions WHERE name = ${name}`;

describe('a subscription', () => {
  it('reads the whole history in order when it is new, and only what it asked for', async () => {
    await house.append(step('a', 1), step('a', 2));
    await house.append(eclipse());
    await house.append(step('b', 3));
    const { log } = await house.replica();
    const runner = log.runner([noting('all')]);
    await runner.drain();
    expect(await numbers('all')).toEqual([1, 2, 3]);
    await house.append(step('a', 4));
    await runner.drain();
    expect(await numbers('all')).toEqual([1, 2, 3, 4]);
  });

  it('gets at most a batch at once, and goes on until it has all', async () => {
    const sizes: number[] = [];
    const { log } = await house.replica({ settings: { batchSize: 4 } });
    const runner = log.runner([
      defineSubscription({
        name: 'sizes',
        types: ['thing.step_taken'],
        apply: async (tx, events) => {
          sizes.push(events.length);
          await note(tx, 'sizes', events);
        },
      }),
    ]);
    await house.append(...Array.from({ length: 10 }, (_, n) => step('a', n)));
    await runner.catchUp();
    expect(sizes).toEqual([4, 4, 2]);
    expect(await numbers('sizes')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('finds a rare type among any number of others, and moves its cursor over those by whole windows only', async () => {
    const { log } = await house.replica({ settings: { windowSize: 5 } });
    const runner = log.runner([noting('rare')]);
    await house.append(...eclipses(4));
    await runner.catchUp();
    const untouched = await cursorRow('rare');
    await runner.catchUp();
    expect(await cursorRow('rare')).toEqual(untouched);
    await house.append(...eclipses(13), step('a', 1), eclipse());
    await runner.catchUp();
    expect(await numbers('rare')).toEqual([1]);
    expect(await runner.health()).toMatchObject([{ state: 'current', lag: { events: 0, ms: 0 } }]);
  });

  it('writes nothing and locks nothing when it is woken for nothing', async () => {
    await house.append(step('a', 1), eclipse());
    const { log } = await house.replica();
    const runner = log.runner([noting('idle')]);
    await runner.catchUp();
    await house.append(eclipse());
    const before = await cursorRow('idle');
    await runner.catchUp();
    expect(await cursorRow('idle')).toEqual(before);
  });

  it('is caught up with although what it does brings ever more to read', async () => {
    const { log } = await house.replica();
    const runner = log.runner([
      defineSubscription({
        name: 'echo',
        types: [stepTaken],
        async apply(tx, events) {
          await note(tx, 'echo', events);
          await appendEvents(tx, [step('a', events[0].data.n + 1)], house);
        },
      }),
    ]);
    await house.append(step('a', 1));
    await runner.catchUp();
    expect(await numbers('echo')).toEqual([1]);
    await runner.drain();
    expect(await numbers('echo')).toEqual([1, 2]);
  });

  it('shares no name with another, as they would share a cursor', async () => {
    const { log } = await house.replica();
    expect(() => log.runner([noting('twin'), noting('twin')])).toThrow('same name');
  });
});

describe('a runner', () => {
  let scheduler: TestScheduler;
  beforeEach(() => {
    scheduler = createTestScheduler(house.clock);
  });
  /** Nothing under way: all that is left are timers. */
  const resting = async (ms: readonly number[]) =>
    expect.poll(() => scheduler.waiting().toSorted((a, b) => a - b), { interval: 5 }).toEqual(ms);

  it('looks at once when it is woken', async () => {
    const { log } = await house.replica({ scheduler });
    const heard = new EventEmitter();
    const runner = log.runner([announcing(heard)]);
    runner.start();
    await resting([50]);
    scheduler.advance(50);
    await house.append(step('a', 1));
    const applied = once(heard, 'applied');
    log.wake();
    expect(await applied).toEqual([[1]]);
    await runner.stop();
  });

  it('that was not started does not read when it is woken', async () => {
    const { log } = await house.replica({ scheduler });
    log.runner([noting('asleep')]);
    await house.append(step('a', 1));
    log.wake();
    await resting([50]);
    expect(await house.database.db.eventSubscription.count()).toBe(0);
  });

  it('hears of what another process has written', async () => {
    const writer = await house.replica();
    const { log } = await house.replica({ scheduler });
    const heard = new EventEmitter();
    const runner = log.runner([announcing(heard)]);
    runner.start();
    await resting([50]);
    scheduler.advance(50);
    await house.append(step('a', 1));
    const applied = once(heard, 'applied');
    writer.log.wake();
    expect(await applied).toEqual([[1]]);
    await runner.stop();
  });

  it('finds within two seconds what no hint told it of', async () => {
    const { log } = await house.replica({ scheduler });
    const heard = new EventEmitter();
    const runner = log.runner([announcing(heard)]);
    runner.start();
    await resting([50]);
    scheduler.advance(50);
    await house.append(step('a', 1));
    expect(scheduler.waiting()).toEqual([1_950]);
    const applied = once(heard, 'applied');
    scheduler.advance(1_950);
    expect(await applied).toEqual([[1]]);
    await runner.stop();
  });

  it('looks again soon for what a subscription has appended itself', async () => {
    const { log } = await house.replica({ scheduler });
    const heard: string[] = [];
    const eclipsing = defineSubscription({
      name: 'eclipsing',
      types: [stepTaken],
      apply: (tx) => appendEvents(tx, [eclipse()], house),
    });
    const watching = defineSubscription({
      name: 'watching',
      types: [moonEclipsed],
      apply: async () => void heard.push('eclipse'),
    });
    const runner = log.runner([eclipsing, watching]);
    await house.append(step('a', 1));
    runner.start();
    await expect
      .poll(
        passing(() => heard),
        { interval: 10 },
      )
      .toEqual(['eclipse']);
    await runner.stop();
  });

  it('looks again for what was committed while the subscription was at work', async () => {
    const { log } = await house.replica({ scheduler });
    const gate = Promise.withResolvers<void>();
    const heard = new EventEmitter();
    const runner = log.runner([atWork(heard, gate.promise)]);
    await house.append(step('a', 1));
    const appended = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const writer = house.database.db.$transaction(async (tx) => {
      await appendEvents(tx, [step('b', 2)], house);
      appended.resolve();
      await commit.promise;
    });
    await appended.promise;
    const begun = once(heard, 'begun');
    runner.start();
    await begun;
    await resting([50, 10_000]);
    scheduler.advance(50);
    commit.resolve();
    await writer;
    log.wake();
    // It has looked, and found the one at work that is to read it.
    await resting([50, 50, 9_950]);
    gate.resolve();
    await expect
      .poll(
        passing(() => numbers('at work')),
        { interval: 10 },
      )
      .toEqual([1, 2]);
    await runner.stop();
  });

  it('lets other subscriptions read on while one is slow', async () => {
    const { log } = await house.replica();
    const gate = Promise.withResolvers<void>();
    const heard = new EventEmitter();
    const slow = defineSubscription({ name: 'slow', types: [stepTaken], apply: () => gate.promise });
    const runner = log.runner([slow, announcing(heard)]);
    const applied = once(heard, 'applied');
    runner.start();
    await house.append(step('a', 1));
    log.wake();
    await applied;
    await expect.poll(() => runner.health()).toMatchObject([{ state: 'current' }, { state: 'behind' }]);
    gate.resolve();
    await runner.stop();
  });

  it('stops when the batch at hand is done, and not in the middle of it', async () => {
    const { log } = await house.replica();
    const gate = Promise.withResolvers<void>();
    const heard = new EventEmitter();
    const runner = log.runner([atWork(heard, gate.promise)]);
    await house.append(step('a', 1));
    const begun = once(heard, 'begun');
    runner.start();
    await begun;
    let isOver = false;
    const stopped = runner.stop().then(() => {
      isOver = true;
    });
    // It would be over by then, were the batch cut off.
    expect(await numbers('at work')).toEqual([]);
    expect(isOver).toBe(false);
    gate.resolve();
    await stopped;
    expect(await numbers('at work')).toEqual([1]);
  });

  /**
   * Reads something again and again while time passes, but never as far as the poll that would find it in the end. Time
   * passes only while the runner waits for it, and not for what transactions of other tests hold back.
   */
  function passing<T>(read: () => T | Promise<T>): () => Promise<T> {
    let passed = 0;
    return async () => {
      const waits = scheduler.waiting().some((ms) => ms <= 50);
      if (waits && passed < 1_500 && (await house.isReadable())) {
        scheduler.advance(50);
        passed += 50;
      }
      return read();
    };
  }

  /** Emits `begun` for each batch, and has it done when the gate opens. */
  function atWork(heard: EventEmitter, gate: Promise<void>) {
    return defineSubscription({
      name: 'at work',
      types: [stepTaken],
      async apply(tx, events) {
        heard.emit('begun');
        await gate;
        await note(tx, 'at work', events);
      },
    });
  }

  /** Emits `applied` for each batch, with its numbers. */
  function announcing(heard: EventEmitter) {
    return defineSubscription({
      name: 'announcing',
      types: [stepTaken, moonEclipsed],
      apply: async (_, events) => {
        heard.emit(
          'applied',
          events.map(({ data }) => data.n),
        );
      },
    });
  }
});

describe('a transaction that stays open', () => {
  it('holds readers back until it is over, which health tells, and what it wrote comes in its place', async () => {
    const scheduler = createTestScheduler(house.clock);
    const { log } = await house.replica({ scheduler });
    const runner = log.runner([noting('patient')]);
    await runner.catchUp();

    const early = new Client({ connectionString: house.database.connectionString });
    await early.connect();
    await early.query('BEGIN');
    await early.query('SELECT pg_current_xact_id()');
    await house.database.db.$transaction((tx) => appendEvents(tx, [step('b', 2)], house));
    house.clock.advance(60_000);

    const drained = runner.drain();
    // It has read what can be read, and waits.
    await expect.poll(() => scheduler.waiting(), { interval: 5 }).toEqual([10]);
    expect(await numbers('patient')).toEqual([]);
    expect(await runner.health()).toMatchObject([{ state: 'held_back', lag: { events: 1, ms: 60_000 } }]);

    await early.query(`INSERT INTO domain_events (id, type, version, subject_type, subject_id, actor_type, cause, data, occurred_at, recorded_at)
      VALUES ('evt_early', 'thing.step_taken', 1, 'thing', 'a', 'system', '{}', '{"n": 1}', now(), now())`);
    await early.query('COMMIT');
    await early.end();
    await expect
      .poll(
        async () => {
          scheduler.advance(10);
          return numbers('patient');
        },
        { interval: 5 },
      )
      .toEqual([1, 2]);
    await drained;
    expect(await runner.health()).toMatchObject([{ state: 'current', lag: { events: 0, ms: 0 } }]);
  });

  it('is looked after again soon, without any hint that it is over', async () => {
    const scheduler = createTestScheduler(house.clock);
    const { log } = await house.replica({ scheduler });
    const runner = log.runner([noting('soon')]);
    runner.start();
    await expect.poll(() => scheduler.waiting(), { interval: 5 }).toEqual([50]);
    scheduler.advance(50);
    const early = new Client({ connectionString: house.database.connectionString });
    await early.connect();
    await early.query('BEGIN');
    await early.query('SELECT pg_current_xact_id()');
    await house.database.db.$transaction((tx) => appendEvents(tx, [step('a', 1)], house));
    log.wake();
    // It has looked, and waits as hints do.
    await expect.poll(() => scheduler.waiting(), { interval: 5 }).toEqual([50, 50]);
    // It looks again after 50 ms, then 100, then 200; the first 50 of each are the pause that follows any look.
    for (const rest of [0, 50, 150]) {
      await expect.poll(() => scheduler.waiting(), { interval: 5 }).toContain(50);
      scheduler.advance(50);
      expect(scheduler.waiting()).toEqual(rest === 0 ? [] : [rest]);
      scheduler.advance(rest);
    }
    await early.query('COMMIT');
    await early.end();
    await runner.stop();
  });
});
