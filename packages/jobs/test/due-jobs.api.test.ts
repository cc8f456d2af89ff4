import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createLogger, createTestClock } from '@flashstudio/platform';
import { CLOCK_OVERRIDE_SETTING, PgBoss } from 'pg-boss';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob, type JobPolicy, type JobRetry, type JobRun, runnable } from '../src/index.ts';
import { createTestJobQueue, type TestJobQueue } from '../src/testing/index.ts';

const NEVER: JobRetry = { limit: 0, delaySeconds: 0, backoff: false };
const MINUTE_MS = 60_000;

const clock = createTestClock('2026-03-01T12:00:00Z');
const logger = createLogger({ level: 'silent' });
const handled: string[] = [];
/** What a greeting does beside being noted; set by the tests that want it. */
let behave: (name: string, run: JobRun) => Promise<void> = async () => undefined;

const define = <const Name extends string>(name: Name, options: { retry?: JobRetry; policy?: JobPolicy } = {}) =>
  defineJob({
    name,
    schema: z.object({ name: z.string().min(1) }),
    retry: NEVER,
    ...options,
    handler: async (payload, run) => {
      handled.push(payload.name);
      await behave(payload.name, run);
    },
  });

const greet = define('test.greet');
const insist = define('test.insist', { retry: { limit: 2, delaySeconds: 60, backoff: false } });
const backOff = define('test.back-off', { retry: { limit: 3, delaySeconds: 60, backoff: true } });
const exclusive = define('test.exclusive', { policy: 'exclusive' });
const all = [greet, insist, backOff, exclusive].map(runnable);

let database: TestDatabase;
let jobs: TestJobQueue;
beforeAll(async () => {
  database = await createTestDatabase();
  jobs = createTestJobQueue({ connectionString: database.connectionString, logger, clock });
  await jobs.start(all);
});
afterAll(async () => {
  await jobs.stop();
  await database.drop();
});
beforeEach(async () => {
  behave = async () => undefined;
  // What an earlier test left behind is not this one's business.
  clock.advance(24 * 60 * MINUTE_MS);
  await jobs.runDue();
  handled.length = 0;
});

describe('a job', () => {
  it('that was enqueued in a transaction exists if and only if it commits', async () => {
    const rolledBack = database.db.$transaction(async (tx) => {
      await jobs.enqueue(greet, { name: 'rolled back' }, { tx });
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    await database.db.$transaction((tx) => jobs.enqueue(greet, { name: 'committed' }, { tx }));
    await jobs.runDue();
    expect(handled).toEqual(['committed']);
  });

  it('is refused when its payload does not fit its schema', async () => {
    await expect(jobs.enqueue(greet, { name: '' })).rejects.toThrow(z.ZodError);
    expect(await jobs.runDue()).toEqual([]);
  });

  it('runs once, and is told its id and which try this is', async () => {
    const told: JobRun[] = [];
    behave = async (_, run) => {
      told.push(run);
    };
    const id = await jobs.enqueue(greet, { name: 'Ada' });
    await jobs.runDue();
    await jobs.runDue();
    expect(told).toEqual([{ id, attempt: 1, signal: expect.any(AbortSignal) }]);
  });

  it.each([
    ['on its own', (startAfter: Date) => jobs.enqueue(greet, { name: 'later' }, { startAfter })],
    [
      'in a transaction',
      (startAfter: Date) =>
        database.db.$transaction((tx) => jobs.enqueue(greet, { name: 'later' }, { startAfter, tx })),
    ],
  ])('that is put off and enqueued %s does not run a second before its time', async (_, enqueue) => {
    await enqueue(new Date(clock.now().getTime() + 10 * MINUTE_MS));
    clock.advance(10 * MINUTE_MS - 1_000);
    expect(await jobs.runDue()).toEqual([]);
    clock.advance(1_000);
    await jobs.runDue();
    expect(handled).toEqual(['later']);
  });

  it('that another job enqueues runs in the same round', async () => {
    behave = async (name) => {
      if (name === 'first') await jobs.enqueue(insist, { name: 'second' });
    };
    await jobs.enqueue(greet, { name: 'first' });
    await jobs.runDue();
    expect(handled).toEqual(['first', 'second']);
  });
});

describe('a job that fails', () => {
  it('is tried again after the delay as often as its retries allow, and then never more', async () => {
    behave = async () => {
      throw new Error('not yet');
    };
    const id = await jobs.enqueue(insist, { name: 'Ada' });
    const attempts: unknown[] = [];
    for (const wait of [0, 59_000, 1_000, 60_000, 60_000, 60 * MINUTE_MS]) {
      clock.advance(wait);
      attempts.push((await jobs.runDue()).map(({ attempt }) => attempt));
    }
    expect(attempts).toEqual([[1], [], [2], [3], [], []]);
    expect(handled).toHaveLength(3);
    expect(id).not.toBeNull();
  });

  it('tells what was thrown to whoever ran it', async () => {
    const failure = new Error('the printer is on fire');
    behave = () => Promise.reject(failure);
    const id = await jobs.enqueue(greet, { name: 'Ada' });
    expect(await jobs.runDue()).toEqual([{ job: 'test.greet', id, attempt: 1, error: failure }]);
  });

  it('with backoff waits twice as long each time, and chance adds at most as much again', async () => {
    behave = async () => {
      throw new Error('not yet');
    };
    await jobs.enqueue(backOff, { name: 'Ada' });
    await jobs.runDue();
    for (const seconds of [60, 120]) {
      clock.advance((seconds - 1) * 1_000);
      expect(await jobs.runDue()).toEqual([]);
      clock.advance((seconds + 1) * 1_000);
      expect(await jobs.runDue()).toHaveLength(1);
    }
  });
});

describe('a job whose process died', () => {
  it('is tried again once its signs of life have been missing', async () => {
    await jobs.enqueue(insist, { name: 'survivor' });
    const dying = new PgBoss({
      connectionString: database.connectionString,
      schema: 'jobs',
      options: `-c ${CLOCK_OVERRIDE_SETTING}=on`,
      migrate: false,
      supervise: false,
      schedule: false,
    });
    await dying.start();
    expect(await dying.fetch('test.insist')).toHaveLength(1);
    await dying.stop();

    expect(await jobs.runDue()).toEqual([]);
    clock.advance(2 * MINUTE_MS);
    await jobs.runDue();
    clock.advance(MINUTE_MS);
    await jobs.runDue();
    expect(handled).toEqual(['survivor']);
  });
});

describe('a cancelled job', () => {
  it('never runs', async () => {
    const id = await jobs.enqueue(greet, { name: 'regretted' });
    await jobs.enqueue(greet, { name: 'kept' });
    await jobs.cancel(greet, id ?? '');
    await jobs.runDue();
    expect(handled).toEqual(['kept']);
  });

  it('runs after all when the transaction that cancelled it rolls back', async () => {
    const id = await jobs.enqueue(greet, { name: 'Ada' });
    const rolledBack = database.db.$transaction(async (tx) => {
      await jobs.cancel(greet, id ?? '', { tx });
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    await jobs.runDue();
    expect(handled).toEqual(['Ada']);
  });
});

describe('a job of which there may be one per key', () => {
  it('is not enqueued a second time while the first waits, and again once that is done', async () => {
    const enqueue = (name: string, singletonKey: string) => jobs.enqueue(exclusive, { name }, { singletonKey });
    expect(await enqueue('a1', 'a')).not.toBeNull();
    expect(await enqueue('a2', 'a')).toBeNull();
    expect(await enqueue('b1', 'b')).not.toBeNull();
    await jobs.runDue();
    expect(handled).toEqual(['a1', 'b1']);
    expect(await enqueue('a3', 'a')).not.toBeNull();
    await jobs.runDue();
    expect(handled).toEqual(['a1', 'b1', 'a3']);
  });

  it('leaves the transaction usable in which it was one too many', async () => {
    await jobs.enqueue(exclusive, { name: 'first' }, { singletonKey: 'k' });
    const [id] = await database.db.$transaction(async (tx) => [
      await jobs.enqueue(exclusive, { name: 'second' }, { singletonKey: 'k', tx }),
      await jobs.enqueue(greet, { name: 'beside' }, { tx }),
    ]);
    expect(id).toBeNull();
    await jobs.runDue();
    expect([...handled].sort()).toEqual(['beside', 'first']);
  });
});

describe('a schedule', () => {
  // It would go on in the days of all tests after it.
  let calendar: TestDatabase;
  beforeAll(async () => {
    calendar = await createTestDatabase();
  });
  afterAll(() => calendar.drop());

  it('runs its job when an occurrence has passed, and once however many were missed', async () => {
    const today = createTestClock('2026-05-01T08:29:00Z');
    const { connectionString } = calendar;
    const queue = createTestJobQueue({ connectionString, logger, clock: today });
    await queue.start(all);
    await queue.schedule(greet, '30 8 * * *', { name: 'daily' });
    expect(await queue.runDue()).toEqual([]);
    today.set('2026-05-01T08:30:00Z');
    await queue.runDue();
    expect(handled).toEqual(['daily']);
    today.set('2026-05-04T09:00:00Z');
    await queue.runDue();
    expect(handled).toEqual(['daily', 'daily']);
    await queue.stop();
  });
});

describe('a queue that exists', () => {
  let other: TestDatabase;
  beforeAll(async () => {
    other = await createTestDatabase();
  });
  afterAll(() => other.drop());

  /** Starts with one job and says what comes of it, as a release does. */
  async function release(options: Parameters<typeof define>[1]) {
    const queue = createTestJobQueue({ connectionString: other.connectionString, logger, clock });
    const job = define('test.changed', options);
    try {
      await queue.start([runnable(job)]);
      await queue.enqueue(job, { name: 'Ada' });
      return (await queue.runDue()).map(({ attempt }) => attempt);
    } finally {
      await queue.stop();
    }
  }

  it('gets the options of the release that starts', async () => {
    behave = async () => {
      throw new Error('not yet');
    };
    expect(await release({ retry: { limit: 0, delaySeconds: 0, backoff: false } })).toEqual([1]);
    expect(await release({ retry: { limit: 2, delaySeconds: 0, backoff: false } })).toEqual([1, 2, 3]);
  });

  it('refuses a policy it was not made with, in words that say what to do', async () => {
    await release({});
    await expect(release({ policy: 'exclusive' })).rejects.toThrow(
      'The queue test.changed exists with the policy standard, which cannot become exclusive: give the job another name.',
    );
  });
});
