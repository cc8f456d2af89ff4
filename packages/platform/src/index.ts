export { type Clock, createTestClock, systemClock, type TestClock } from './clock.ts';
export { AppError, type AppErrorCode, type AppErrorStatus, type PublicError, toPublicError } from './errors.ts';
export type { HealthCheck, HealthChecks } from './health.ts';
export { createId } from './ids.ts';
export { addLogContext, type LogContext, runInLogContext, runWithLogContext } from './log-context.ts';
export { createLogger, describeError, type Logger, type LoggerOptions } from './logger.ts';
export { OperatorError } from './operator-error.ts';
export { createTestScheduler, type Scheduler, systemScheduler, type TestScheduler } from './scheduler.ts';
export { isTimeZone } from './time-zone.ts';
