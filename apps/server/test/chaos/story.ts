import { createRandom, type Random } from '../../src/embedded/random.ts';

/** What one customer is going to do, decided before anything runs. */
export interface Visit {
  readonly number: number;
  readonly email: string;
  readonly currency: 'usd' | 'eur' | 'jpy';
  readonly quantity: number;
  /** Tried one after another until one pays. */
  readonly cards: readonly string[];
  /** What becomes of the bank's challenge, where it has one. */
  readonly bank: 'passes' | 'refuses' | 'is ignored';
  /** Whether the bank takes its time, and what it says then. */
  readonly settles: 'at once' | 'later' | 'later, and fails';
  /** How often a button is pressed at once. */
  readonly presses: 1 | 2;
  readonly leaves: 'never' | 'after ordering' | 'while paying';
}

/** What goes wrong, and once how many customers have come. */
export interface Disaster {
  readonly after: number;
  readonly kind: 'kill server' | 'kill postgres' | 'stop postgres at once' | 'lose answers';
  /** Milliseconds it waits after that customer came, so that it strikes anywhere in a payment. */
  readonly delayMs: number;
  /** Milliseconds until what was killed is started again. */
  readonly awayMs: number;
}

export interface Story {
  readonly seed: number;
  readonly visits: readonly Visit[];
  readonly disasters: readonly Disaster[];
}

const CARDS: readonly (readonly [weight: number, cards: readonly string[]])[] = [
  [34, ['pm_card_visa']],
  [12, ['pm_card_mastercard']],
  [5, ['pm_card_amex']],
  [4, ['pm_card_riskLevelElevated']],
  [6, ['pm_card_visa_chargeDeclined', 'pm_card_visa']],
  [6, ['pm_card_visa_chargeDeclinedInsufficientFunds', 'pm_card_mastercard']],
  [4, ['pm_card_chargeDeclinedExpiredCard']],
  [4, ['pm_card_chargeDeclinedProcessingError', 'pm_card_visa_chargeDeclined', 'pm_card_visa']],
  [3, ['pm_card_visa_chargeDeclinedStolenCard']],
  [3, ['pm_card_radarBlock', 'pm_card_visa']],
  [11, ['pm_card_threeDSecure2Required']],
  [4, ['pm_card_threeDSecure2Required', 'pm_card_visa']],
  [4, ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', 'pm_card_visa']],
];

/** Tells what is going to happen. The same seed and number of payments tell the same story. */
export function tellStory({ seed, payments }: { seed: number; payments: number }): Story {
  const random = createRandom(seed);
  const visits = Array.from({ length: payments }, (_, number) => visit(random, number));
  return { seed, visits, disasters: disasters(random, payments) };
}

function visit(random: Random, number: number): Visit {
  return {
    number,
    email: `customer-${Math.floor(random.next() * 500)}@example.com`,
    currency: random.pick(['usd', 'usd', 'eur', 'jpy']),
    quantity: 1 + Math.floor(random.next() * 3),
    cards: weighted(random, CARDS),
    bank: weighted(random, [
      [75, 'passes'],
      [15, 'refuses'],
      [10, 'is ignored'],
    ]),
    settles: weighted(random, [
      [90, 'at once'],
      [7, 'later'],
      [3, 'later, and fails'],
    ]),
    presses: random.next() < 0.1 ? 2 : 1,
    leaves: weighted(random, [
      [85, 'never'],
      [5, 'after ordering'],
      [10, 'while paying'],
    ]),
  };
}

/** Some of each kind even in a short story. */
function disasters(random: Random, payments: number): Disaster[] {
  const times = (count: number, kinds: readonly Disaster['kind'][]) =>
    Array.from(
      { length: count },
      (): Disaster => ({
        after: Math.floor(payments * (0.05 + 0.85 * random.next())),
        kind: random.pick(kinds),
        delayMs: Math.floor(random.next() * 400),
        awayMs: Math.floor(random.next() * 1_500),
      }),
    );
  return [
    ...times(Math.max(3, Math.round(payments / 58)), ['kill server']),
    ...times(Math.max(2, Math.round(payments / 330)), ['kill postgres', 'stop postgres at once']),
    ...times(Math.max(3, Math.round(payments / 60)), ['lose answers']),
  ].sort((a, b) => a.after - b.after);
}

function weighted<T>(random: Random, choices: readonly (readonly [weight: number, choice: T])[]): T {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0);
  let left = random.next() * total;
  for (const [weight, choice] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  throw new RangeError('nothing to choose from');
}
