import type { Logger } from '@flashstudio/platform';
import { fromPrisma, PgBoss, type PrismaTransactionLike } from 'pg-boss';
import type { z } from 'zod';

/** A job the house can do: a stable name, the shape of what it is given, and what it does. */
export interface JobDefinition<Name extends string, Schema extends z.ZodType> {
  readonly name: Name;
  readonly schema: Schema;
  readonly retry: JobRetry;
  readonly handler: (payload: z.output<Schema>) => Promise<void>;
}

export interface JobRetry {
  /** How often a failed job is tried again. */
  readonly limit: number;
  readonly delaySeconds: number;
  /** Doubles the delay each time. */
  readonly backoff: boolean;
}

/** Declares a job; payloads are checked when enqueued and again when worked on, as they may outlive a release. */
export function defineJob<const Name extends string, Schema extends z.ZodType>(
  definition: JobDefinition<Name, Schema>,
): JobDefinition<Name, Schema> {
  return definition;
}

/** A job whatever its payload: what a queue needs to work on it. */
export interface RunnableJob {
  readonly name: string;
  readonly retry: JobRetry;
  readonly run: (payload: unknown) => Promise<void>;
}

/** Closes a definition over its payload's type, so that jobs of all kinds can stand in one list. */
export function runnable<Name extends string, Schema extends z.ZodType>(job: JobDefinition<Name, Schema>): RunnableJob {
  return { name: job.name, retry: job.retry, run: (payload) => job.handler(job.schema.parse(payload)) };
}

export interface EnqueueOptions {
  /** Enqueue in this transaction: the job exists if and only if it commits. */
  readonly tx?: PrismaTransactionLike;
  /** Not before this moment (UTC). */
  readonly startAfter?: Date;
}

export interface JobQueue {
  /** Creates the queues and their tables. Everything else needs this done. */
  start(jobs: readonly RunnableJob[]): Promise<void>;
  /** Begins to work on jobs, in this process. */
  work(): Promise<void>;
  /** Puts a job on the queue. Throws when the payload does not fit its schema. */
  enqueue<Name extends string, Schema extends z.ZodType>(
    job: JobDefinition<Name, Schema>,
    payload: z.input<Schema>,
    options?: EnqueueOptions,
  ): Promise<void>;
  /** Repeats a job by a cron expression in UTC; one replica runs each occurrence. */
  schedule<Name extends string, Schema extends z.ZodType>(
    job: JobDefinition<Name, Schema>,
    cron: string,
    payload: z.input<Schema>,
  ): Promise<void>;
  /** Waits for the jobs at hand and lets go of the database. */
  stop(): Promise<void>;
}

const STOP_TIMEOUT_MS = 10_000;

/** Makes a queue in PostgreSQL, in a schema of its own. */
export function createJobQueue({ connectionString, logger }: { connectionString: string; logger: Logger }): JobQueue {
  const boss = new PgBoss({ connectionString, schema: 'jobs', max: 4, useListenNotify: true });
  boss.on('error', (error) => logger.error({ err: error }, 'job queue error'));
  const known = new Map<string, RunnableJob>();

  return {
    async start(jobs) {
      await boss.start();
      for (const job of jobs) {
        known.set(job.name, job);
        await boss.createQueue(job.name, {
          retryLimit: job.retry.limit,
          retryDelay: job.retry.delaySeconds,
          retryBackoff: job.retry.backoff,
          notify: true,
        });
      }
    },

    async work() {
      for (const job of known.values()) {
        await boss.work<unknown>(
          job.name,
          { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 5 },
          async (batch) => {
            for (const { data, id } of batch) {
              await job.run(data).catch((error: unknown) => {
                logger.warn({ err: error, job: job.name, jobId: id }, 'job failed');
                throw error;
              });
            }
          },
        );
      }
    },

    async enqueue(job, payload, { tx, startAfter } = {}) {
      const data = job.schema.parse(payload);
      if (typeof data !== 'object' || data === null)
        throw new TypeError(`the payload of ${job.name} must be an object`);
      await boss.send(job.name, data, {
        ...(startAfter === undefined ? {} : { startAfter }),
        ...(tx === undefined ? {} : { db: fromPrisma(tx) }),
      });
    },

    async schedule(job, cron, payload) {
      const data = job.schema.parse(payload);
      if (typeof data !== 'object' || data === null)
        throw new TypeError(`the payload of ${job.name} must be an object`);
      await boss.schedule(job.name, cron, data);
    },

    stop: () => boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS }),
  };
}
