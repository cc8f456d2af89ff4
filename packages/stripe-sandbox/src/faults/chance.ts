import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Which of the occasions that match a plan it hits. All conditions given must hold. */
export interface Odds {
  /** How many it hits at most; without it one, or any number where `probability` or `every` thins them out. */
  readonly times?: number | undefined;
  /** From 0 to 1; without it every one. */
  readonly probability?: number | undefined;
  /** Only every n-th. */
  readonly every?: number | undefined;
  /** The first so many are let through. */
  readonly after?: number | undefined;
  /** Makes this plan's draws its own; without it they follow from the common seed. */
  readonly seed?: number | undefined;
}

/** A plan's odds as they run. */
export interface Chance {
  /** Whether the next occasion is hit. */
  hits(): boolean;
  /** A number from 0 up to 1, in the same sequence each time. */
  random(): number;
  /** How many more it can hit; null without limit. */
  left(): number | null;
  hitCount(): number;
}

/** The seed that is used until another is set: without a word, two runs go the same way. */
export const DEFAULT_SEED = 1;

/** Starts a plan's odds. The same seed and the same occasions give the same hits. */
export function createChance(odds: Odds, seed: number): Chance {
  const generator = xoroshiro128plus(odds.seed ?? seed);
  const random = () => uniformFloat64(generator);
  const times = odds.times ?? (odds.probability === undefined && odds.every === undefined ? 1 : null);
  let seen = 0;
  let hit = 0;

  return {
    hits() {
      if (times !== null && hit >= times) return false;
      seen += 1;
      const counted = seen - (odds.after ?? 0);
      if (counted <= 0 || counted % (odds.every ?? 1) !== 0) return false;
      if (odds.probability !== undefined && random() >= odds.probability) return false;
      hit += 1;
      return true;
    },
    random,
    left: () => (times === null ? null : times - hit),
    hitCount: () => hit,
  };
}

/** The seed of the plan with this number under a common seed: neighbours draw differently. */
export function seedOfPlan(common: number, number: number): number {
  return (Math.imul(common, 0x9e3779b1) ^ Math.imul(number, 0x85ebca6b)) | 0;
}
