export { createTestJobQueue, type TestJobQueue, type TestJobRun } from './test-queue.ts';
