export {
  createJobQueue,
  defineJob,
  type EnqueueOptions,
  type JobDefinition,
  type JobQueue,
  type JobRetry,
  type RunnableJob,
  runnable,
} from './jobs.ts';
