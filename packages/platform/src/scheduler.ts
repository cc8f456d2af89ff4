import type { TestClock } from './clock.ts';

/** Runs things later. Injected like the clock, so that tests decide when "later" is. */
export interface Scheduler {
  /** Runs `task` once, in this many milliseconds; returns how to call it off. */
  after(ms: number, task: () => void): () => void;
}

/** The machine's own timers. */
export const systemScheduler: Scheduler = {
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** A scheduler whose time passes only when it is told to. */
export interface TestScheduler extends Scheduler {
  /** Moves time, and the clock with it, by this many milliseconds; runs what falls due, in order. */
  advance(ms: number): void;
  /** In how many milliseconds each waiting task is due, soonest first. */
  waiting(): readonly number[];
}

/** Makes a scheduler for tests that moves `clock` along. */
export function createTestScheduler(clock: TestClock): TestScheduler {
  let tasks: { readonly due: number; readonly task: () => void }[] = [];
  const now = () => clock.now().getTime();
  const soonest = () => tasks.toSorted((a, b) => a.due - b.due);
  return {
    after(ms, task) {
      const entry = { due: now() + ms, task };
      tasks.push(entry);
      return () => {
        tasks = tasks.filter((other) => other !== entry);
      };
    },
    advance(ms) {
      const end = now() + ms;
      for (let next = soonest()[0]; next !== undefined && next.due <= end; next = soonest()[0]) {
        const { due, task } = next;
        tasks = tasks.filter((other) => other !== next);
        clock.advance(Math.max(0, due - now()));
        task();
      }
      clock.advance(end - now());
    },
    waiting: () => soonest().map(({ due }) => due - now()),
  };
}
