/** How readers of the log go about it. */
export interface RunnerSettings {
  /** At most so many events are applied in one transaction. */
  readonly batchSize: number;
  /** At most so many events of any type are looked through at once: bounds the search for a rare type. */
  readonly windowSize: number;
  /** An event that failed so often in a row is parked. */
  readonly maxTries: number;
  /** The pause after an event's first failure; it doubles with each further one. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** At most so many subscriptions use a database connection at once, in this process. */
  readonly concurrency: number;
  /** A batch that takes longer is rolled back, and counts as failed: its open transaction holds all readers back. */
  readonly batchTimeoutMs: number;
}

export const DEFAULT_SETTINGS: RunnerSettings = {
  batchSize: 200,
  windowSize: 1_000,
  maxTries: 8,
  firstPauseMs: 1_000,
  longestPauseMs: 300_000,
  concurrency: 4,
  batchTimeoutMs: 10_000,
};
