import { readProblem } from '../server/api.ts';

/** What lets a try wait, and say so. */
export interface Waiting {
  /** Waits so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
  /** Tells the customer what is being waited for. */
  readonly progress: (note: string) => void;
}

const REPEAT_AFTER_MS = [1_000, 3_000];

/** Repeats a call whose outcome is unknown; only for calls that may be repeated as they are. Throws the last error. */
export async function repeat<T>(call: () => Promise<T>, { pause, progress }: Waiting): Promise<T> {
  for (const delay of REPEAT_AFTER_MS) {
    try {
      return await call();
    } catch (error) {
      if (!readProblem(error).ambiguous) throw error;
      progress('The connection is slow, trying again');
      await pause(delay);
    }
  }
  return call();
}
