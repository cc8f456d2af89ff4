import type { AnyTx } from '@flashstudio/db';
import type { Logger } from '@flashstudio/platform';
import { PgBoss } from 'pg-boss';
import type { z } from 'zod';
import { createBossQueue, SCHEMA } from './boss-queue.ts';
import type { JobDefinition, RunnableJob } from './definition.ts';

export interface TransactionOptions {
  /** Does it in this transaction: it is done if and only if that commits. */
  readonly tx?: AnyTx;
}

export interface EnqueueOptions extends TransactionOptions {
  /** Not before this moment (UTC). */
  readonly startAfter?: Date;
  /** What the job's policy counts by. */
  readonly singletonKey?: string;
}

export interface JobQueue {
  /**
   * Creates the queues and their tables, and brings the options of queues that exist up to date. Everything else needs
   * this done. Throws when a job's policy is not the one its queue was made with.
   */
  start(jobs: readonly RunnableJob[]): Promise<void>;
  /** Begins to work on jobs, in this process. */
  work(): Promise<void>;
  /**
   * Puts a job on the queue and returns its id, or null when its policy allows no further one. Throws when the payload
   * does not fit its schema.
   */
  enqueue<Name extends string, Schema extends z.ZodType>(
    job: JobDefinition<Name, Schema>,
    payload: z.input<Schema>,
    options?: EnqueueOptions,
  ): Promise<string | null>;
  /** Takes a job back that is not done yet; one at work goes on, but is not tried again. Does nothing for an unknown id. */
  cancel(job: { readonly name: string }, id: string, options?: TransactionOptions): Promise<void>;
  /** Repeats a job by a cron expression in UTC; one replica runs each occurrence. */
  schedule<Name extends string, Schema extends z.ZodType>(
    job: JobDefinition<Name, Schema>,
    cron: string,
    payload: z.input<Schema>,
  ): Promise<void>;
  /** Waits for the jobs at hand and lets go of the database. */
  stop(): Promise<void>;
}

/** An idle worker looks for jobs this often. Nothing is sent by NOTIFY, which would make the enqueuing commits wait for each other. */
const POLL_SECONDS = 2;

/** Makes a queue in PostgreSQL, in a schema of its own. */
export function createJobQueue({ connectionString, logger }: { connectionString: string; logger: Logger }): JobQueue {
  const boss = new PgBoss({ connectionString, schema: SCHEMA, max: 4 });
  const { jobs, run, ...queue } = createBossQueue(boss, logger);
  const workers = new Map<string, string[]>();

  async function startWorker(job: RunnableJob): Promise<string> {
    let worker = '';
    worker = await boss.work<unknown>(job.name, { pollingIntervalSeconds: POLL_SECONDS }, async (batch) => {
      // Where there was one job there may be more: look again at once, not at the next poll.
      boss.notifyWorker(worker);
      for (const taken of batch) await run(job, taken, taken.signal);
    });
    return worker;
  }

  return {
    ...queue,

    async work() {
      for (const job of jobs.values()) {
        const started = await Promise.all(Array.from({ length: job.concurrency ?? 1 }, () => startWorker(job)));
        workers.set(job.name, started);
      }
    },

    async enqueue(job, payload, options = {}) {
      const id = await queue.enqueue(job, payload, options);
      // Of a transaction nobody knows here when it commits: the next poll finds its jobs.
      if (options.tx === undefined) for (const worker of workers.get(job.name) ?? []) boss.notifyWorker(worker);
      return id;
    },
  };
}
