/** Where the time comes from. Injected everywhere, so that tests and demo data decide what "now" is. Always UTC. */
export interface Clock {
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is told otherwise. */
export interface TestClock extends Clock {
  set(at: Date | string): void;
  /** Moves the clock by this many milliseconds. */
  advance(ms: number): void;
}

/** Makes a clock for tests, standing at `start` (UTC). */
export function createTestClock(start: Date | string): TestClock {
  let current = new Date(start);
  return {
    now: () => new Date(current),
    set(at) {
      current = new Date(at);
    },
    advance(ms) {
      current = new Date(current.getTime() + ms);
    },
  };
}
