import type { Scheduler } from '@flashstudio/platform';

/** Waits for something, but not for ever: rejects after `ms`, when whoever waits must go on. */
export async function withDeadline<T>(work: Promise<T>, ms: number, scheduler: Scheduler): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const callOff = scheduler.after(ms, () => reject(new Error(`it took longer than ${ms} ms`)));
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    callOff();
  }
}
