import { EventEmitter, once } from 'node:events';
import { createTestDatabase, type TestDatabase } from '@flashstudio/db/testing';
import { createLogger } from '@flashstudio/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createJobQueue, defineJob, type JobQueue, runnable } from '../src/index.ts';

let database: TestDatabase;
let jobs: JobQueue;
const ran = new EventEmitter();
const handled: string[] = [];

const greet = defineJob({
  name: 'test.greet',
  schema: z.object({ name: z.string().min(1) }),
  retry: { limit: 1, delaySeconds: 0, backoff: false },
  handler: async ({ name }) => {
    handled.push(name);
    ran.emit(name);
    if (name === 'fails once' && handled.filter((one) => one === name).length === 1) throw new Error('not yet');
  },
});

beforeAll(async () => {
  database = await createTestDatabase();
  jobs = createJobQueue({ connectionString: database.connectionString, logger: createLogger({ level: 'silent' }) });
  await jobs.start([runnable(greet)]);
  await jobs.work();
});
afterAll(async () => {
  await jobs.stop();
  await database.drop();
});

describe('jobs', () => {
  it('enqueued in a transaction exist if and only if it commits', async () => {
    await database.db
      .$transaction(async (tx) => {
        await jobs.enqueue(greet, { name: 'rolled back' }, { tx });
        throw new Error('roll back');
      })
      .catch(() => undefined);
    const done = once(ran, 'committed');
    await database.db.$transaction((tx) => jobs.enqueue(greet, { name: 'committed' }, { tx }));
    await done;
    const [row] = await database.db.$queryRaw<{ count: bigint }[]>`
      SELECT count(*) FROM jobs.job WHERE name = 'test.greet' AND data->>'name' = 'rolled back'`;
    expect(row?.count).toBe(0n);
    expect(handled).toEqual(['committed']);
  });

  it('are refused when their payload does not fit', async () => {
    await expect(jobs.enqueue(greet, { name: '' })).rejects.toThrow();
  });

  it('that fail are tried again', async () => {
    await jobs.enqueue(greet, { name: 'fails once' });
    await expect.poll(() => handled.filter((name) => name === 'fails once').length, { timeout: 20_000 }).toBe(2);
  });
});
