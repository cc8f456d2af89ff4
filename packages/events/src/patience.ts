/** A hint that was lost costs no more than this. */
export const POLL_MS = 2_000;

/** How soon to look again for what an open transaction holds back: most are over in a moment, and say nothing then. */
const HELD_BACK_MS = 50;

/** Decides when to look at the log again without being woken, in milliseconds. */
export type Patience = (found: { readonly heldBack: boolean; readonly hasNews: boolean }) => number;

/** Makes a patience: it looks often while something is held back, and ever less so the longer that lasts. */
export function createPatience(): Patience {
  let next = HELD_BACK_MS;
  return ({ heldBack, hasNews }) => {
    if (!heldBack || hasNews) next = HELD_BACK_MS;
    if (!heldBack) return POLL_MS;
    const wait = next;
    next = Math.min(POLL_MS, next * 2);
    return wait;
  };
}
