import type { RunnerSettings } from './settings.ts';

/** How long a subscription pauses after so many tries of one event have failed in a row (ms): twice as long each time. */
export function pauseAfter(
  tries: number,
  { firstPauseMs, longestPauseMs }: Pick<RunnerSettings, 'firstPauseMs' | 'longestPauseMs'>,
): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1));
}
