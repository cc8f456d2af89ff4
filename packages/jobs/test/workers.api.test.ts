import { once } from 'node:events';
import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createLogger, type Logger } from '@flashstudio/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createJobQueue, defineJob, type JobQueue, type JobRetry, type RunnableJob, runnable } from '../src/index.ts';

const NEVER: JobRetry = { limit: 0, delaySeconds: 0, backoff: false };

let database: TestDatabase;
let jobs: JobQueue | undefined;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await jobs?.stop();
  await database.drop();
});

async function start(list: readonly RunnableJob[], logger: Logger = createLogger({ level: 'silent' })) {
  const queue = createJobQueue({ connectionString: database.connectionString, logger });
  jobs = queue;
  await queue.start(list);
  return queue;
}

const states = async (name: string) =>
  database.db.$queryRaw<{ state: string; count: number }[]>`
    SELECT state::text, count(*)::int AS count FROM jobs.job WHERE name = ${name} GROUP BY state ORDER BY state`;

/** As long as fifty round trips to the database take: who is about to do something wrong has done it by then. */
async function afterFiftyRoundTrips(): Promise<void> {
  for (let trip = 0; trip < 50; trip += 1) await database.db.$queryRaw`SELECT 1`;
}

describe('a worker', () => {
  it('does a job that was committed, one that another try made good, and nothing that was rolled back', async () => {
    const tries: string[] = [];
    const done = Promise.withResolvers<void>();
    const job = defineJob({
      name: 'test.work',
      schema: z.object({ name: z.string() }),
      retry: { limit: 1, delaySeconds: 0, backoff: false },
      handler: async ({ name }, { attempt }) => {
        tries.push(`${name} ${attempt}`);
        if (attempt === 1) throw new Error('not yet');
        done.resolve();
      },
    });
    const queue = await start([runnable(job)]);
    const rolledBack = database.db.$transaction(async (tx) => {
      await queue.enqueue(job, { name: 'rolled back' }, { tx });
      throw new Error('roll back');
    });
    await expect(rolledBack).rejects.toThrow('roll back');
    await database.db.$transaction((tx) => queue.enqueue(job, { name: 'committed' }, { tx }));
    await queue.work();
    await done.promise;
    expect(tries).toEqual(['committed 1', 'committed 2']);
  });

  it('goes from job to job without waiting for the next poll', async () => {
    const many = 50;
    const done = Promise.withResolvers<void>();
    let count = 0;
    const job = defineJob({
      name: 'test.many',
      schema: z.object({}),
      retry: NEVER,
      handler: async () => {
        count += 1;
        if (count === many) done.resolve();
      },
    });
    const queue = await start([runnable(job)]);
    for (let index = 0; index < many; index += 1) await queue.enqueue(job, {});
    const began = performance.now();
    await queue.work();
    await done.promise;
    // At one job a poll these would take 100 seconds.
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it('that is idle begins at once with a job enqueued in its own process', async () => {
    const rounds = 7;
    let tellDone: () => void = () => undefined;
    const job = defineJob({ name: 'test.idle', schema: z.object({}), retry: NEVER, handler: async () => tellDone() });
    const queue = await start([runnable(job)]);
    await queue.work();
    const waits: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await afterFiftyRoundTrips();
      const done = Promise.withResolvers<void>();
      tellDone = done.resolve;
      const began = performance.now();
      await queue.enqueue(job, {});
      await done.promise;
      waits.push(performance.now() - began);
    }
    // Each would wait for a poll of its own, two seconds after the last. A busy machine may hold up some, but not most.
    const [, , , median = 0] = waits.toSorted((a, b) => a - b);
    expect(median).toBeLessThan(1_000);
  });

  it('finishes the job at hand when the queue is stopped, and begins no other', async () => {
    const gate = Promise.withResolvers<void>();
    const running = Promise.withResolvers<void>();
    const job = defineJob({
      name: 'test.stop',
      schema: z.object({}),
      retry: NEVER,
      handler: async () => {
        running.resolve();
        await gate.promise;
      },
    });
    const queue = await start([runnable(job)]);
    await queue.enqueue(job, {});
    await queue.enqueue(job, {});
    await queue.work();
    await running.promise;
    const stopped = queue.stop();
    await afterFiftyRoundTrips();
    gate.resolve();
    await stopped;
    expect(await states('test.stop')).toEqual([
      { state: 'completed', count: 1 },
      { state: 'created', count: 1 },
    ]);
  });

  it('works on as many at a time as the job says, and on no more', async () => {
    const gate = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    const slow = defineJob({
      name: 'test.slow',
      schema: z.object({}),
      retry: NEVER,
      concurrency: 3,
      handler: async () => {
        running += 1;
        most = Math.max(most, running);
        await gate.promise;
        running -= 1;
      },
    });
    const other = Promise.withResolvers<void>();
    let others = 0;
    const quick = defineJob({
      name: 'test.quick',
      schema: z.object({}),
      retry: NEVER,
      handler: async () => {
        others += 1;
        if (others === 20) other.resolve();
      },
    });
    const queue = await start([runnable(slow), runnable(quick)]);
    await queue.work();
    for (let index = 0; index < 8; index += 1) await queue.enqueue(slow, {});
    await expect.poll(() => running).toBe(3);
    // A fourth worker would have had all the time these twenty take.
    for (let index = 0; index < 20; index += 1) await queue.enqueue(quick, {});
    await other.promise;
    expect(await states('test.slow')).toEqual([
      { state: 'active', count: 3 },
      { state: 'created', count: 5 },
    ]);
    gate.resolve();
    await expect.poll(() => states('test.slow')).toEqual([{ state: 'completed', count: 8 }]);
    expect(most).toBe(3);
  });

  it('gives a try up after the time the job allows, and tells the try so', async () => {
    const aborted = Promise.withResolvers<void>();
    const job = defineJob({
      name: 'test.endless',
      schema: z.object({}),
      retry: NEVER,
      timeLimitSeconds: 1,
      handler: async (_, { signal }) => {
        await once(signal, 'abort');
        aborted.resolve();
      },
    });
    const queue = await start([runnable(job)]);
    await queue.enqueue(job, {});
    await queue.work();
    await aborted.promise;
    await expect.poll(() => states('test.endless')).toEqual([{ state: 'failed', count: 1 }]);
  });

  it('names job and id on every line that is written while a job runs, and tells of a last failure louder', async () => {
    const lines: Record<string, unknown>[] = [];
    const logger = createLogger({ destination: { write: (line: string) => lines.push(JSON.parse(line)) } });
    const job = defineJob({
      name: 'test.log',
      schema: z.object({}),
      retry: { limit: 1, delaySeconds: 0, backoff: false },
      handler: async () => {
        logger.info('at work');
        throw new Error('out of paper');
      },
    });
    const queue = await start([runnable(job)], logger);
    const jobId = await queue.enqueue(job, {});
    await queue.work();
    await expect.poll(() => lines.some(({ msg }) => msg === 'job failed for good')).toBe(true);
    expect(lines.map(({ level, msg, job: name, jobId: id }) => ({ level, msg, name, id }))).toEqual([
      { level: 30, msg: 'at work', name: 'test.log', id: jobId },
      { level: 40, msg: 'job failed', name: 'test.log', id: jobId },
      { level: 30, msg: 'at work', name: 'test.log', id: jobId },
      { level: 50, msg: 'job failed for good', name: 'test.log', id: jobId },
    ]);
  });
});
