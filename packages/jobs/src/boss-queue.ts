import type { AnyTx } from '@flashstudio/db';
import { type Logger, runWithLogContext } from '@flashstudio/platform';
import { type Db, fromPrisma, type Job, type PgBoss, type UpdateQueueOptions } from 'pg-boss';
import type { z } from 'zod';
import type { JobDefinition, RunnableJob } from './definition.ts';
import type { JobQueue } from './queue.ts';

/** Where pg-boss keeps its tables. */
export const SCHEMA = 'jobs';

/** A process at work on a job gives a sign of life at half this time; without one the job is tried again. */
const HEARTBEAT_SECONDS = 30;
const STOP_TIMEOUT_MS = 10_000;

export interface BossQueue extends Omit<JobQueue, 'work'> {
  /** Known after `start`, by name. */
  readonly jobs: ReadonlyMap<string, RunnableJob>;
  /** Does a job that was taken from the queue, in a log context of its own; logs why it failed and throws on. */
  run(job: RunnableJob, taken: Pick<Job<unknown>, 'id' | 'data' | 'retryCount'>, signal: AbortSignal): Promise<void>;
}

/** The queue but for what takes jobs from it. `within` runs pg-boss's statements in a transaction of ours. */
export function createBossQueue(boss: PgBoss, logger: Logger, within: (tx: AnyTx) => Db = fromPrisma): BossQueue {
  const jobs = new Map<string, RunnableJob>();
  boss.on('error', (error) => logger.error({ err: error }, 'job queue error'));
  boss.on('warning', ({ message, data }) => logger.warn({ data }, message));

  return {
    jobs,

    async start(list) {
      await boss.start();
      for (const job of list) {
        jobs.set(job.name, job);
        await keepQueue(boss, job);
      }
    },

    async enqueue(job, payload, { tx, startAfter, singletonKey } = {}) {
      return boss.send(job.name, checked(job, payload), {
        ...(startAfter === undefined ? {} : { startAfter }),
        ...(singletonKey === undefined ? {} : { singletonKey }),
        ...(tx === undefined ? {} : { db: within(tx) }),
      });
    },

    async cancel(job, id, { tx } = {}) {
      await boss.cancel(job.name, id, tx === undefined ? {} : { db: within(tx) });
    },

    schedule: (job, cron, payload) => boss.schedule(job.name, cron, checked(job, payload)),

    run: (job, { id, data, retryCount }, signal) =>
      runWithLogContext({ job: job.name, jobId: id }, async () => {
        const attempt = retryCount + 1;
        try {
          await job.run(data, { id, attempt, signal });
        } catch (error) {
          const last = attempt > job.retry.limit;
          logger[last ? 'error' : 'warn']({ err: error, attempt }, last ? 'job failed for good' : 'job failed');
          throw error;
        }
      }),

    stop: () => boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS }),
  };
}

/** Creates a job's queue, or gives the one that exists the options of this release. */
async function keepQueue(boss: PgBoss, job: RunnableJob): Promise<void> {
  const options = queueOptions(job);
  const policy = job.policy ?? 'standard';
  await boss.createQueue(job.name, { ...options, policy });
  const existing = await boss.getQueue(job.name);
  if (existing !== null && existing.policy !== policy) {
    throw new Error(
      `The queue ${job.name} exists with the policy ${existing.policy}, which cannot become ${policy}: give the job another name.`,
    );
  }
  await boss.updateQueue(job.name, options);
}

function queueOptions({ retry, timeLimitSeconds = 900 }: RunnableJob) {
  return {
    retryLimit: retry.limit,
    retryDelay: retry.delaySeconds,
    retryBackoff: retry.backoff,
    expireInSeconds: timeLimitSeconds,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    notify: false,
  } satisfies UpdateQueueOptions;
}

function checked<Name extends string, Schema extends z.ZodType>(
  job: JobDefinition<Name, Schema>,
  payload: z.input<Schema>,
): object {
  const data = job.schema.parse(payload);
  if (typeof data !== 'object' || data === null) throw new TypeError(`the payload of ${job.name} must be an object`);
  return data;
}
