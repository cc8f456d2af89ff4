import type { SandboxClock } from '../context.ts';

/** How the sandbox's time stands to the clock it was given. */
export interface ClockState {
  readonly now: Date;
  readonly frozen: boolean;
  /** Milliseconds by which the sandbox is ahead of its base; negative after it stood still for a while. */
  readonly offsetMs: number;
}

/** A clock that can stand still and leap, but only forward: what happened stays in the past. */
export interface TravellingClock extends SandboxClock {
  state(): ClockState;
  /** Stands still from now on, until `resume`. */
  freeze(): void;
  /** Goes on from where it stood. */
  resume(): void;
  /** Leaps to a moment that is not past; an earlier one changes nothing, so that time never runs backwards. */
  moveTo(target: Date): void;
}

/** Wraps the clock the sandbox was given, which stays the base: its steps are the sandbox's steps. */
export function createTravellingClock(base: SandboxClock): TravellingClock {
  let offset = 0;
  let frozenAt: number | undefined;
  const now = () => frozenAt ?? base.now().getTime() + offset;

  return {
    now: () => new Date(now()),
    state: () => ({ now: new Date(now()), frozen: frozenAt !== undefined, offsetMs: now() - base.now().getTime() }),
    freeze() {
      frozenAt ??= now();
    },
    resume() {
      if (frozenAt === undefined) return;
      offset = frozenAt - base.now().getTime();
      frozenAt = undefined;
    },
    moveTo(target) {
      const ahead = target.getTime() - now();
      if (ahead <= 0) return;
      if (frozenAt === undefined) offset += ahead;
      else frozenAt += ahead;
    },
  };
}
