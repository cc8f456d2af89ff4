import type { Position } from '../position.ts';

/** How far a batch may reach. */
export interface Reach {
  /** At most so many events are read. */
  readonly limit: number;
  /** They are looked for among at most so many events of any type. */
  readonly windowSize: number;
}

/** The events of any type that were looked through. */
export interface Window {
  readonly passed: number;
  /** How many of them are wanted; more than the limit lets through, perhaps. */
  readonly wanted: number;
  /** The place of the last one; null when there are none. */
  readonly last: Position | null;
}

/** What a batch does to its cursor. */
export interface Progress {
  /** Where the cursor belongs once the events are applied; null when it stays where it is. */
  readonly end: Position | null;
  /** Whether there may be more after that. */
  readonly more: boolean;
}

/** Says how far a batch of these events, read out of this window, takes its cursor. */
export function progress(
  events: readonly { readonly at: Position }[],
  { passed, wanted, last }: Window,
  reach: Reach,
): Progress {
  const isWindowFull = passed >= reach.windowSize;
  if (wanted > reach.limit) return { end: events.at(-1)?.at ?? null, more: true };
  // Over events for others alone a cursor moves by whole windows, so that an idle reader hardly ever writes.
  const moves = events.length > 0 || isWindowFull;
  return { end: moves ? last : null, more: isWindowFull };
}
