import type { z } from 'zod';

export interface JobRetry {
  /** How often a failed job is tried again. */
  readonly limit: number;
  readonly delaySeconds: number;
  /** Doubles the delay each time, and adds by chance up to as much again. */
  readonly backoff: boolean;
}

/**
 * How many jobs of one kind there may be per `singletonKey`, or altogether where jobs carry none: one that waits
 * (`short`), one at work (`singleton`), one of each (`stately`), one that waits or is at work (`exclusive`). A job too
 * many is not enqueued, or waits where only those at work are counted.
 */
export type JobPolicy = 'standard' | 'short' | 'singleton' | 'stately' | 'exclusive';

export interface JobOptions {
  readonly retry: JobRetry;
  /** How many of these jobs one process works on at a time; 1 unless said. */
  readonly concurrency?: number;
  /** `standard` unless said. Fixed once the queue exists: a job with another policy needs another name. */
  readonly policy?: JobPolicy;
  /** After this many seconds at work the try counts as failed; 900 unless said. */
  readonly timeLimitSeconds?: number;
}

/** One try of a job. */
export interface JobRun {
  readonly id: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborts when the try has run out of time or its process is being stopped: its result counts no more. */
  readonly signal: AbortSignal;
}

/** A job the house can do: a stable name, the shape of what it is given, and what it does. */
export interface JobDefinition<Name extends string, Schema extends z.ZodType> extends JobOptions {
  readonly name: Name;
  readonly schema: Schema;
  readonly handler: (payload: z.output<Schema>, run: JobRun) => Promise<void>;
}

/** Declares a job; payloads are checked when enqueued and again when worked on, as they may outlive a release. */
export function defineJob<const Name extends string, Schema extends z.ZodType>(
  definition: JobDefinition<Name, Schema>,
): JobDefinition<Name, Schema> {
  return definition;
}

/** A job whatever its payload: what a queue needs to work on it. */
export interface RunnableJob extends JobOptions {
  readonly name: string;
  readonly run: (payload: unknown, run: JobRun) => Promise<void>;
}

/** Closes a definition over its payload's type, so that jobs of all kinds can stand in one list. */
export function runnable<Name extends string, Schema extends z.ZodType>({
  schema,
  handler,
  ...job
}: JobDefinition<Name, Schema>): RunnableJob {
  return { ...job, run: (payload, run) => handler(schema.parse(payload), run) };
}
