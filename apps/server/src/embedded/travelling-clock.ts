import type { Clock } from '@flashstudio/platform';

/** The machine's clock, but while demo data is made it stands where that data happens. */
export interface TravellingClock extends Clock {
  travelTo(at: Date): void;
  comeBack(): void;
}

export function createTravellingClock(): TravellingClock {
  let elsewhere: Date | undefined;
  return {
    now: () => (elsewhere === undefined ? new Date() : new Date(elsewhere)),
    travelTo(at) {
      elsewhere = at;
    },
    comeBack() {
      elsewhere = undefined;
    },
  };
}
