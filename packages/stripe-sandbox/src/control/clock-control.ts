import type { Agenda } from '../timing/agenda.ts';
import type { ClockState, TravellingClock } from './travelling-clock.ts';

/**
 * Travels in the sandbox's time, only forward. Events, tokens, idempotency keys, signatures and answers follow its clock;
 * what is due on the way (redeliveries, delayed webhooks, payments that settle later) happens on the way.
 */
export interface ClockControl {
  state(): ClockState;
  /** Stands still until `resume`: nothing comes due by itself, but time can still be advanced. */
  freeze(): void;
  /** Goes on from where it stood. */
  resume(): void;
  /** Throws a RangeError when `milliseconds` is negative. */
  advance(milliseconds: number): void;
  /** Sets how far the sandbox is ahead of its base clock. Throws a RangeError when that lies in its past. */
  offset(milliseconds: number): void;
}

/** Builds it; `arrived` is called after each journey, for what is due by the clock but not on the agenda. */
export function createClockControl({
  clock,
  agenda,
  arrived,
}: {
  clock: TravellingClock;
  agenda: Agenda;
  arrived: () => void;
}): ClockControl {
  const advance = (milliseconds: number) => {
    if (!(milliseconds >= 0)) throw new RangeError('The sandbox travels only forward in time.');
    agenda.travelTo(new Date(clock.now().getTime() + milliseconds));
    arrived();
  };
  return {
    state: () => clock.state(),
    freeze() {
      clock.freeze();
      agenda.catchUp();
    },
    resume() {
      clock.resume();
      agenda.catchUp();
    },
    advance,
    offset: (milliseconds) => advance(milliseconds - clock.state().offsetMs),
  };
}
