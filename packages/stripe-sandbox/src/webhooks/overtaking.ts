import type { Agenda } from '../timing/agenda.ts';

/** Lets some things wait until others have overtaken them. */
export interface Overtaking {
  /** Keeps `go` back until `by` others of the same line have passed, or `waitMs` is over. */
  setAside(line: string, by: number, waitMs: number, go: () => void): void;
  /** Tells that one of the line has passed; who has been overtaken often enough goes now. */
  passed(line: string): void;
}

interface Waiting {
  readonly line: string;
  left: number;
  readonly go: () => void;
}

/** Builds it on the agenda, which ends waits that are not ended by others passing. */
export function createOvertaking(agenda: Agenda): Overtaking {
  const aside = new Map<Waiting, () => void>();
  const leave = (waiting: Waiting) => {
    const cancel = aside.get(waiting);
    if (cancel === undefined) return;
    aside.delete(waiting);
    cancel();
    waiting.go();
  };
  return {
    setAside(line, by, waitMs, go) {
      const waiting: Waiting = { line, left: by, go };
      aside.set(waiting, agenda.add(waitMs, () => leave(waiting)).cancel);
    },
    passed(line) {
      for (const waiting of [...aside.keys()]) {
        if (waiting.line !== line) continue;
        waiting.left -= 1;
        if (waiting.left === 0) leave(waiting);
      }
    },
  };
}
