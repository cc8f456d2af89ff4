export {
  defineJob,
  type JobDefinition,
  type JobOptions,
  type JobPolicy,
  type JobRetry,
  type JobRun,
  type RunnableJob,
  runnable,
} from './definition.ts';
export { createJobQueue, type EnqueueOptions, type JobQueue, type TransactionOptions } from './queue.ts';
