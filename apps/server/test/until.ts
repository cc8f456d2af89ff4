/** Between two looks, where looking is cheap. */
const LOOK_EVERY_MS = 100;

/**
 * Looks again and again until `look` gives something; a look that throws gives nothing. Throws when nothing was seen in
 * time, with the last look's error as the cause.
 */
export async function until<T>(
  what: string,
  withinMs: number,
  look: () => Promise<T | undefined>,
  everyMs = LOOK_EVERY_MS,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  let cause: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs / 1000} s`, { cause });
    await pause(everyMs);
  }
}

/** What people and networks take their time for. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
