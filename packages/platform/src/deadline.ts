import type { Scheduler } from './scheduler.ts';

/** Waits for something, but not for ever: rejects after `ms` with this message, when whoever waits must go on. */
export async function withDeadline<T>(
  work: Promise<T>,
  ms: number,
  scheduler: Scheduler,
  message = `it took longer than ${ms} ms`,
): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const callOff = scheduler.after(ms, () => reject(new Error(message)));
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    callOff();
  }
}
