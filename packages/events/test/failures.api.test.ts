import { EventEmitter, once } from 'node:events';
import { createTestScheduler } from '@flashstudio/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendEvents, type Decision, defineSubscription, type NewEvent } from '../src/index.ts';
import { createLogHarness, type LogHarness, note, step, stepTaken } from './harness.ts';

let house: LogHarness;
beforeEach(async () => {
  house = await createLogHarness();
});
afterEach(() => house.close());

const numbers = async (name: string) => (await house.noted(name)).map(({ n }) => n);
const settings = { maxTries: 3, firstPauseMs: 1_000, batchSize: 8 };
const decision: Decision = {
  actor: { kind: 'person', id: 'usr_ada' },
  cause: { requestId: 'req_1' },
  reason: 'the template is mended',
};

/** A subscription that notes, and then throws whenever one of these numbers is in the batch. */
function choking(name: string, on: Set<number>) {
  const batches: number[][] = [];
  const subscription = defineSubscription({
    name,
    types: [stepTaken],
    async apply(tx, events) {
      batches.push(events.map(({ data }) => data.n));
      await note(tx, name, events);
      const poison = events.find(({ data }) => on.has(data.n));
      if (poison !== undefined) throw new Error(`cannot apply ${poison.data.n}`);
    },
  });
  return { subscription, batches };
}

const steps = (count: number) => Array.from({ length: count }, (_, index) => step('a', index + 1));

describe('an event that cannot be applied', () => {
  it('is found among the others, tried again ever later, and parked after the last try, while all others go on', async () => {
    const { log } = await house.replica({ settings });
    const picky = choking('picky', new Set([13]));
    const calm = choking('calm', new Set());
    const runner = log.runner([picky.subscription, calm.subscription]);
    const aloneTries = () => picky.batches.filter((batch) => batch.length === 1 && batch[0] === 13).length;
    await house.append(...steps(20));

    await runner.catchUp();
    expect(await numbers('calm')).toHaveLength(20);
    expect(await numbers('picky')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(aloneTries()).toBe(1);
    expect(await runner.health()).toMatchObject([
      { name: 'calm', state: 'current', parked: 0 },
      {
        name: 'picky',
        state: 'failing',
        lag: { events: 8 },
        lastError: 'cannot apply 13',
        nextAttemptAt: new Date('2026-01-01T00:00:01Z'),
      },
    ]);

    house.clock.advance(999);
    await runner.catchUp();
    expect(aloneTries()).toBe(1);
    const before = picky.batches.length;
    house.clock.advance(1);
    await runner.catchUp();
    expect(picky.batches.slice(before)).toEqual([[13]]);
    expect(aloneTries()).toBe(2);
    house.clock.advance(1_999);
    await runner.catchUp();
    expect(aloneTries()).toBe(2);
    expect(await numbers('picky')).toHaveLength(12);

    house.clock.advance(1);
    await runner.catchUp();
    expect(aloneTries()).toBe(3);
    expect(await numbers('picky')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20]);
    expect(await runner.health()).toMatchObject([{ parked: 0 }, { state: 'current', parked: 1, lastError: null }]);
    expect(await log.parked.list()).toMatchObject([
      {
        subscription: 'picky',
        state: 'parked',
        error: 'cannot apply 13',
        attempts: 3,
        parkedAt: house.clock.now(),
        event: { type: 'thing.step_taken', subject: { type: 'thing', id: 'a' }, data: { n: 13 } },
      },
    ]);
    expect(await log.parked.list({ subscription: 'calm' })).toEqual([]);
  });

  it('is looked for by halves, and full batches come back once it is behind', async () => {
    const { log } = await house.replica({ settings: { ...settings, maxTries: 1 } });
    const picky = choking('picky', new Set([3]));
    const runner = log.runner([picky.subscription]);
    await house.append(...steps(17));
    await runner.catchUp();
    expect(picky.batches).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8],
      [1, 2, 3, 4],
      [1, 2],
      [3, 4],
      [3],
      [4, 5, 6, 7, 8, 9, 10, 11],
      [12, 13, 14, 15, 16, 17],
    ]);
  });

  it('leaves nothing of its effect, which comes once and whole when a later try works', async () => {
    const { log } = await house.replica({ settings });
    const poison = new Set([1]);
    const runner = log.runner([choking('picky', poison).subscription]);
    await house.append(step('a', 1));
    await runner.catchUp();
    expect(await numbers('picky')).toEqual([]);
    poison.clear();
    house.clock.advance(1_000);
    await runner.catchUp();
    expect(await numbers('picky')).toEqual([1]);
    expect(await runner.health()).toMatchObject([{ state: 'current', lastError: null, nextAttemptAt: null }]);
  });

  it('is one whose data no longer fits what was declared', async () => {
    const { log } = await house.replica({ settings: { ...settings, maxTries: 1 } });
    const misfit: NewEvent = { ...step('a', 1), data: { n: 'one' } };
    const runner = log.runner([choking('picky', new Set()).subscription]);
    await house.append(misfit, step('a', 2));
    await runner.catchUp();
    expect(await numbers('picky')).toEqual([2]);
    expect(await log.parked.list()).toMatchObject([{ event: { data: { n: 'one' } } }]);
  });

  it('is one at which a subscription hangs: nobody waits for it for ever', async () => {
    const scheduler = createTestScheduler(house.clock);
    const { log } = await house.replica({ scheduler, settings: { ...settings, maxTries: 1, batchTimeoutMs: 60_000 } });
    const heard = new EventEmitter();
    const runner = log.runner([
      defineSubscription({
        name: 'hangs',
        types: [stepTaken],
        async apply(tx, events) {
          await note(tx, 'hangs', events);
          if (events[0].data.n !== 1) return;
          heard.emit('hangs');
          await new Promise(() => undefined);
        },
      }),
    ]);
    await house.append(step('a', 1), step('a', 2));
    const together = once(heard, 'hangs');
    const caughtUp = runner.catchUp();
    await together;
    const alone = once(heard, 'hangs');
    scheduler.advance(60_000);
    await alone;
    scheduler.advance(60_000);
    await caughtUp;
    expect(await numbers('hangs')).toEqual([2]);
    expect(await log.parked.list()).toMatchObject([
      { error: 'it took longer than 60000 ms', event: { data: { n: 1 } } },
    ]);
  });
});

describe('a parked event', () => {
  const parkThree = async (poison: Set<number>) => {
    const { log } = await house.replica({ settings: { ...settings, maxTries: 1 } });
    const runner = log.runner([choking('picky', poison).subscription]);
    await house.append(...steps(5));
    await runner.catchUp();
    const [parked] = await log.parked.list();
    if (parked === undefined) throw new Error('nothing was parked');
    return { log, runner, ref: { subscription: 'picky', eventId: parked.event.id } };
  };

  it('is applied once when someone retries it, and the log tells who and why', async () => {
    const poison = new Set([3]);
    const { log, runner, ref } = await parkThree(poison);
    poison.clear();
    expect(await log.parked.retry(ref, decision)).toBe('retrying');
    expect(await log.parked.retry(ref, decision)).toBe('not_parked');
    expect(await log.parked.list()).toMatchObject([{ state: 'retrying' }]);
    await runner.catchUp();
    await runner.catchUp();
    expect(await numbers('picky')).toEqual([1, 2, 4, 5, 3]);
    expect(await log.parked.list()).toEqual([]);
    expect(await log.parked.retry(ref, decision)).toBe('not_parked');
    expect(await runner.health()).toMatchObject([{ state: 'current', parked: 0 }]);
    expect(await log.eventsOf(['picky'])).toMatchObject([
      {
        type: 'subscription.retried',
        subject: { type: 'subscription', id: 'picky' },
        actor: { kind: 'person', id: 'usr_ada' },
        cause: { requestId: 'req_1' },
        data: { eventId: ref.eventId, reason: 'the template is mended' },
      },
    ]);
  });

  it('stays parked when it fails again, with nothing of its effect and the new reason', async () => {
    const { log, runner, ref } = await parkThree(new Set([3]));
    await log.parked.retry(ref, decision);
    await runner.catchUp();
    expect(await numbers('picky')).toEqual([1, 2, 4, 5]);
    expect(await log.parked.list()).toMatchObject([{ state: 'parked', attempts: 2, error: 'cannot apply 3' }]);
    expect(await log.parked.retry(ref, decision)).toBe('retrying');
  });

  it('is never applied when someone skips it, and the log tells who and why', async () => {
    const poison = new Set([3]);
    const { log, runner, ref } = await parkThree(poison);
    poison.clear();
    expect(await log.parked.skip(ref, decision)).toBe('skipped');
    expect(await log.parked.skip(ref, decision)).toBe('not_parked');
    expect(await log.parked.retry(ref, decision)).toBe('not_parked');
    await runner.catchUp();
    expect(await numbers('picky')).toEqual([1, 2, 4, 5]);
    expect(await log.parked.list()).toEqual([]);
    expect(await log.eventsOf(['picky'])).toMatchObject([
      { type: 'subscription.skipped', actor: { kind: 'person', id: 'usr_ada' }, data: { eventId: ref.eventId } },
    ]);
  });

  it('wakes the runner that is to retry it', async () => {
    const poison = new Set([3]);
    const { log, runner, ref } = await parkThree(poison);
    poison.clear();
    runner.start();
    await log.parked.retry(ref, decision);
    await expect.poll(() => numbers('picky')).toEqual([1, 2, 4, 5, 3]);
    await runner.stop();
  });
});

describe('a reset of a subscription', () => {
  const counting = (applied: number[], poison = new Set<number>()) =>
    defineSubscription({
      name: 'counting',
      types: [stepTaken],
      async apply(tx, events) {
        if (events.some(({ data }) => poison.has(data.n))) throw new Error('no');
        applied.push(...events.map(({ data }) => data.n));
        await note(tx, 'counting', events);
      },
      async clear(tx) {
        await tx.$executeRaw`DELETE FROM notes WHERE subscription = 'counting'`;
      },
    });

  it('has the whole log read anew and rebuilds the same state, and the log tells who and why', async () => {
    const { log } = await house.replica({ settings });
    const applied: number[] = [];
    const runner = log.runner([counting(applied)]);
    await house.append(...steps(20));
    await runner.catchUp();
    const before = await house.noted('counting');
    expect(await runner.reset('counting', decision)).toBe('reset');
    expect(await house.noted('counting')).toEqual([]);
    await runner.catchUp();
    expect(await house.noted('counting')).toEqual(before);
    expect(applied).toHaveLength(40);
    expect(await log.eventsOf(['counting'])).toMatchObject([
      { type: 'subscription.reset', actor: { id: 'usr_ada' }, data: { reason: 'the template is mended' } },
    ]);
  });

  it('brings back what was parked or skipped, once', async () => {
    const { log } = await house.replica({ settings: { ...settings, maxTries: 1 } });
    const poison = new Set([3, 4]);
    const runner = log.runner([counting([], poison)]);
    await house.append(...steps(5));
    await runner.catchUp();
    const [first] = await log.parked.list();
    if (first === undefined) throw new Error('nothing was parked');
    await log.parked.skip({ subscription: 'counting', eventId: first.event.id }, decision);
    poison.clear();
    await runner.reset('counting', decision);
    await runner.catchUp();
    expect(await numbers('counting')).toEqual([1, 2, 3, 4, 5]);
    expect(await log.parked.list()).toEqual([]);
  });

  it('waits for the batch at hand, so that nothing of it is left over', async () => {
    const { log } = await house.replica({ settings });
    const gate = Promise.withResolvers<void>();
    const heard = new EventEmitter();
    const runner = log.runner([
      defineSubscription({
        name: 'slow',
        types: [stepTaken],
        async apply(tx, events) {
          heard.emit('begun');
          await gate.promise;
          await note(tx, 'slow', events);
        },
        async clear(tx) {
          await tx.$executeRaw`DELETE FROM notes WHERE subscription = 'slow'`;
        },
      }),
    ]);
    await house.append(...steps(3));
    const begun = once(heard, 'begun');
    const caughtUp = runner.catchUp();
    await begun;
    const reset = runner.reset('slow', decision);
    await expect.poll(waiting, { interval: 5 }).toBe(1);
    gate.resolve();
    expect(await reset).toBe('reset');
    await caughtUp;
    await runner.catchUp();
    expect(await numbers('slow')).toEqual([1, 2, 3]);
  });

  it('is refused to a subscription that does not say how to remove what it made, and to one that does not exist', async () => {
    const { log } = await house.replica({ settings });
    const runner = log.runner([choking('picky', new Set()).subscription]);
    await house.append(step('a', 1));
    await runner.catchUp();
    expect(await runner.reset('picky', decision)).toBe('not_resettable');
    expect(await runner.reset('nobody', decision)).toBe('unknown');
    await runner.catchUp();
    expect(await numbers('picky')).toEqual([1]);
  });

  /** How many connections wait for a lock. */
  async function waiting(): Promise<number> {
    const [row] = await house.database.db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return row?.count ?? 0;
  }
});

it('a batch whose transaction cannot be committed counts as failed', async () => {
  const { log } = await house.replica({ settings: { ...settings, maxTries: 1 } });
  await house.database.db.$executeRaw`CREATE TABLE parents (id int PRIMARY KEY)`;
  await house.database.db.$executeRaw`
    CREATE TABLE children (parent int REFERENCES parents DEFERRABLE INITIALLY DEFERRED)`;
  const runner = log.runner([
    defineSubscription({
      name: 'late',
      types: [stepTaken],
      async apply(tx) {
        await tx.$executeRaw`INSERT INTO children VALUES (1)`;
      },
    }),
  ]);
  await house.database.db.$transaction((tx) => appendEvents(tx, [step('a', 1)], house));
  await runner.drain();
  expect(await log.parked.list()).toHaveLength(1);
  expect(await runner.health()).toMatchObject([{ state: 'current', parked: 1 }]);
});
