import type { TravellingClock } from '../control/travelling-clock.ts';
import type { Timer } from './timer.ts';

/** What is to happen later, by the sandbox's clock. */
export interface Agenda {
  /** Plans `work` for `milliseconds` from now; returns when that is and how to call it off. */
  add(milliseconds: number, work: () => void): { readonly dueAt: Date; readonly cancel: () => void };
  /** Moves the clock forward to `target`, stopping at everything due until then: each thing happens at its own time. */
  travelTo(target: Date): void;
  /** Does what the clock has passed by itself, and waits anew for the rest: for after a change of the clock. */
  catchUp(): void;
  /** How much is still to happen, and when the next of it. */
  waiting(): { readonly count: number; readonly next: Date | null };
  close(): void;
}

interface Entry {
  readonly due: number;
  readonly work: () => void;
  stopTimer: () => void;
}

/** Builds an agenda on a clock and the timer that wakes it. Under a frozen clock nothing comes due by itself. */
export function createAgenda({ clock, timer }: { clock: TravellingClock; timer: Timer }): Agenda {
  const entries = new Set<Entry>();

  const perform = (entry: Entry) => {
    entry.stopTimer();
    if (entries.delete(entry)) entry.work();
  };
  const wake = (entry: Entry) => {
    entry.stopTimer();
    if (clock.state().frozen) return;
    entry.stopTimer = timer.after(Math.max(0, entry.due - clock.now().getTime()), () => {
      if (!clock.state().frozen) perform(entry);
    });
  };
  const earliest = (): Entry | undefined => {
    let first: Entry | undefined;
    for (const entry of entries) if (first === undefined || entry.due < first.due) first = entry;
    return first;
  };
  const performUntil = (target: number, before: (due: number) => void) => {
    for (let entry = earliest(); entry !== undefined && entry.due <= target; entry = earliest()) {
      before(entry.due);
      perform(entry);
    }
  };
  const catchUp = () => {
    performUntil(clock.now().getTime(), () => {});
    for (const entry of entries) wake(entry);
  };

  return {
    add(milliseconds, work) {
      const entry: Entry = { due: clock.now().getTime() + milliseconds, work, stopTimer: () => {} };
      entries.add(entry);
      wake(entry);
      return {
        dueAt: new Date(entry.due),
        cancel: () => {
          entry.stopTimer();
          entries.delete(entry);
        },
      };
    },
    travelTo(target) {
      performUntil(target.getTime(), (due) => clock.moveTo(new Date(due)));
      clock.moveTo(target);
      catchUp();
    },
    catchUp,
    waiting() {
      const first = earliest();
      return { count: entries.size, next: first === undefined ? null : new Date(first.due) };
    },
    close() {
      for (const entry of entries) entry.stopTimer();
      entries.clear();
    },
  };
}
