import type { AnyTx } from '@flashstudio/db';
import type { Clock, Logger } from '@flashstudio/platform';
import { CLOCK_OVERRIDE_SETTING, type Db, fromPrisma, type Job, PgBoss, TestClock } from 'pg-boss';
import { createBossQueue, SCHEMA } from '../boss-queue.ts';
import type { RunnableJob } from '../definition.ts';
import type { JobQueue } from '../queue.ts';
import { createSessionDatabase } from './session-database.ts';

/** A try that `runDue` made. */
export interface TestJobRun {
  readonly job: string;
  readonly id: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** What the job threw; undefined when it was done. */
  readonly error: unknown;
}

/** The real queue, in which time is what the given clock says and jobs run when the test says so. */
export interface TestJobQueue extends JobQueue {
  /**
   * Runs every job that is due by the clock, one after another, and those that come of them, until none is left.
   * Occurrences of schedules since the last call count once each, as after an outage. Failures are told, not thrown.
   */
  runDue(): Promise<readonly TestJobRun[]>;
}

/** Makes a queue for tests, one at a time on a database. `work` does nothing: jobs wait for `runDue`. */
export function createTestJobQueue({
  connectionString,
  logger,
  clock,
}: {
  connectionString: string;
  logger: Logger;
  clock: Clock;
}): TestJobQueue {
  const bossClock = new TestClock(clock.now());
  const database = createSessionDatabase({ connectionString, logger });
  const boss = new PgBoss({
    db: database,
    schema: SCHEMA,
    clock: bossClock,
    supervise: false,
    schedule: false,
  });
  const { jobs, run, ...queue } = createBossQueue(boss, logger, withTestClock);
  let schedulesSeen = clock.now();
  let following = Promise.resolve();

  /** Moves pg-boss's clock to where ours is; one call at a time, as that clock demands. */
  const followClock = () => {
    following = following
      .catch(() => undefined)
      .then(async () => {
        const now = clock.now();
        if (bossClock.now() !== now.getTime()) await bossClock.setTime(now);
      });
    return following;
  };

  async function enqueueScheduled(): Promise<void> {
    const from = schedulesSeen;
    schedulesSeen = clock.now();
    for (const { name, cron, timezone, data } of await boss.getSchedules()) {
      const [next] = boss.previewSchedule(cron, { tz: timezone, from, count: 1 });
      if (next !== undefined && next <= schedulesSeen) await boss.send(name, data ?? null);
    }
  }

  async function runNext(job: RunnableJob): Promise<TestJobRun | undefined> {
    await followClock();
    const [taken] = await boss.fetch<unknown>(job.name);
    if (taken === undefined) return undefined;
    const error = await run(job, taken, new AbortController().signal).then(
      () => undefined,
      (reason: unknown) => reason ?? new Error('failed without a reason'),
    );
    await followClock();
    await settle(boss, taken, error);
    return { job: job.name, id: taken.id, attempt: taken.retryCount + 1, error };
  }

  return {
    ...queue,
    work: async () => undefined,

    async stop() {
      await queue.stop();
      await database.close();
    },

    async enqueue(job, payload, options) {
      await followClock();
      return queue.enqueue(job, payload, options);
    },

    async runDue() {
      await followClock();
      await boss.supervise(undefined, { reindex: false });
      await enqueueScheduled();
      const runs: TestJobRun[] = [];
      for (let before = -1; before < runs.length; ) {
        before = runs.length;
        for (const job of jobs.values()) {
          for (let done = await runNext(job); done !== undefined; done = await runNext(job)) runs.push(done);
        }
      }
      return runs;
    },
  };
}

async function settle(boss: PgBoss, taken: Job<unknown>, error: unknown): Promise<void> {
  if (error === undefined) await boss.complete(taken.name, taken);
  else await boss.fail(taken.name, taken, { message: error instanceof Error ? error.message : String(error) });
}

/** pg-boss tells its own sessions to read the test's time; a transaction of ours has to be told too. */
function withTestClock(tx: AnyTx): Db {
  const db = fromPrisma(tx);
  return {
    async executeSql(text, values) {
      await tx.$queryRawUnsafe(`SELECT set_config('${CLOCK_OVERRIDE_SETTING}', 'on', true)`);
      return db.executeSql(text, values);
    },
  };
}
