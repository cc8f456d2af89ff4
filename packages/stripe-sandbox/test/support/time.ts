import type { SandboxClock, Timer } from '../../src/index.ts';

/** Time that passes only by hand: a clock, and a timer that rings when the clock gets there. */
export interface ManualTime {
  readonly clock: SandboxClock;
  readonly timer: Timer;
  /** Lets time pass; what becomes due on the way happens at its moment. */
  pass(milliseconds: number): void;
  /** Resolves once somebody waits for exactly so long. */
  asked(milliseconds: number): Promise<void>;
}

interface Alarm {
  readonly due: number;
  readonly asked: number;
  readonly ring: () => void;
}

export function manualTime(start = '2026-11-02T10:00:00Z'): ManualTime {
  let now = Date.parse(start);
  const alarms = new Set<Alarm>();
  const listeners = new Set<() => void>();
  const earliest = () => [...alarms].sort((a, b) => a.due - b.due)[0];
  return {
    clock: { now: () => new Date(now) },
    timer: {
      after(milliseconds, ring) {
        const alarm = { due: now + milliseconds, asked: milliseconds, ring };
        alarms.add(alarm);
        for (const listener of [...listeners]) listener();
        return () => alarms.delete(alarm);
      },
    },
    pass(milliseconds) {
      const until = now + milliseconds;
      for (let alarm = earliest(); alarm !== undefined && alarm.due <= until; alarm = earliest()) {
        alarms.delete(alarm);
        now = alarm.due;
        alarm.ring();
      }
      now = until;
    },
    asked: (milliseconds) =>
      new Promise((resolve) => {
        const look = () => {
          if (![...alarms].some(({ asked }) => asked === milliseconds)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
  };
}
