/**
 * How long something takes, in milliseconds: always the same, anywhere in a range, or scattered around a median such
 * that one in twenty takes longer than `p95`. The log-normal one has the long tail of real networks.
 */
export type Distribution =
  | { readonly constant: number }
  | { readonly uniform: readonly [least: number, most: number] }
  | { readonly normal: { readonly median: number; readonly p95: number } }
  | { readonly logNormal: { readonly median: number; readonly p95: number } };

/** Nothing is made to wait longer than a day. */
export const LONGEST_WAIT_MS = 86_400_000;

/** How many standard deviations the 95th percentile of a normal distribution lies above its median. */
const P95_DEVIATIONS = 1.644_853_626_951_472_2;

/** Draws a time in whole milliseconds; `random` gives numbers from 0 up to 1. Always draws two, so that seeds stay in step. */
export function sample(distribution: Distribution, random: () => number): number {
  const [first, second] = [random(), random()];
  return Math.round(Math.min(LONGEST_WAIT_MS, Math.max(0, drawn(distribution, first, second))));
}

function drawn(distribution: Distribution, first: number, second: number): number {
  if ('constant' in distribution) return distribution.constant;
  if ('uniform' in distribution) {
    const [least, most] = distribution.uniform;
    return least + first * (most - least);
  }
  const deviations = standardNormal(first, second);
  if ('normal' in distribution) {
    const { median, p95 } = distribution.normal;
    return median + (deviations * (p95 - median)) / P95_DEVIATIONS;
  }
  const { median, p95 } = distribution.logNormal;
  return median * Math.exp((deviations * Math.log(p95 / median)) / P95_DEVIATIONS);
}

/** Box and Muller's transform; the first number is turned around because the logarithm of 0 is infinite. */
function standardNormal(first: number, second: number): number {
  return Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
}
