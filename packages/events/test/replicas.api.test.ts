import { EventEmitter, once } from 'node:events';
import { createLogger, createTestScheduler } from '@flashstudio/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineSubscription } from '../src/index.ts';
import { BEGINNING, parsePosition } from '../src/position.ts';
import { recordFailure } from '../src/runner/failures.ts';
import { DEFAULT_SETTINGS } from '../src/runner/settings.ts';
import { createLogHarness, type LogHarness, note, step, stepTaken } from './harness.ts';

const logger = createLogger({ level: 'silent' });
let house: LogHarness;
beforeEach(async () => {
  house = await createLogHarness();
});
afterEach(() => house.close());

const numbers = async (name: string) => (await house.noted(name)).map(({ n }) => n);
const shared = defineSubscription({
  name: 'shared',
  types: [stepTaken],
  apply: (tx, events) => note(tx, 'shared', events),
});

/** The same subscription, that stops in the middle of a batch until the gate opens, and tells its backend's pid. */
function gated() {
  const gate = Promise.withResolvers<void>();
  const heard = new EventEmitter();
  const subscription = defineSubscription({
    name: 'shared',
    types: [stepTaken],
    async apply(tx, events) {
      const [row] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      heard.emit('begun', row?.pid);
      await gate.promise;
      await note(tx, 'shared', events);
    },
  });
  return { subscription, open: gate.resolve, begun: once(heard, 'begun') };
}

const waitingForLocks = async () => {
  const [row] = await house.database.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return row?.count ?? 0;
};

describe('replicas of a runner', () => {
  it('never apply an event twice: who comes second waits, and finds it done', async () => {
    const { subscription, open, begun } = gated();
    const first = (await house.replica()).log.runner([subscription]);
    const second = (await house.replica()).log.runner([shared]);
    await house.append(step('a', 1), step('a', 2));
    const firstDone = first.catchUp();
    await begun;
    const secondDone = second.catchUp();
    await expect.poll(waitingForLocks, { interval: 5 }).toBe(1);
    open();
    await Promise.all([firstDone, secondDone]);
    expect(await numbers('shared')).toEqual([1, 2]);
  });

  it('leave a subscription to the one that reads it, and tie up no connection meanwhile', async () => {
    const { subscription, open, begun } = gated();
    const first = (await house.replica()).log.runner([subscription]);
    const scheduler = createTestScheduler(house.clock);
    const second = (await house.replica({ scheduler })).log.runner([shared]);
    await house.append(step('a', 1));
    const firstDone = first.catchUp();
    await begun;
    second.start();
    await expect.poll(() => scheduler.waiting(), { interval: 5 }).toEqual([50]);
    // It has looked, found news, and tried; stopping waits for what it is at, and it is at nothing.
    await second.stop();
    expect(await waitingForLocks()).toBe(0);
    open();
    await firstDone;
    expect(await numbers('shared')).toEqual([1]);
  });

  it('go on at once where a killed one was, with nothing of its half batch', async () => {
    const { subscription, open, begun } = gated();
    const killed = (await house.replica()).log.runner([subscription]);
    const other = (await house.replica()).log.runner([shared]);
    await house.append(step('a', 1), step('a', 2));
    const killedDone = killed.catchUp();
    const [pid] = await begun;
    await house.database.db.$executeRaw`SELECT pg_terminate_backend(${pid}::int)`;
    await other.catchUp();
    expect(await numbers('shared')).toEqual([1, 2]);
    open();
    await killedDone;
    await killed.drain();
    expect(await numbers('shared')).toEqual([1, 2]);
    expect(await killed.health()).toMatchObject([{ state: 'current', lag: { events: 0 }, lastError: null }]);
  });

  it('that failed where another has gone on since neither park the event nor move the cursor back', async () => {
    const { db, log } = await house.replica();
    const runner = log.runner([shared]);
    await house.append(step('a', 1), step('a', 2));
    await runner.catchUp();
    const [first] = await log.eventsOf(['a']);
    if (first === undefined) throw new Error('nothing was appended');
    await recordFailure(
      { db, clock: house.clock, logger, settings: { ...DEFAULT_SETTINGS, maxTries: 1 } },
      'shared',
      { at: BEGINNING, failures: 0, nextAttemptAt: null },
      { at: parsePosition(first.position), event: first },
      new Error('the connection was lost'),
    );
    await runner.catchUp();
    expect(await numbers('shared')).toEqual([1, 2]);
    expect(await log.parked.list()).toEqual([]);
  });
});
