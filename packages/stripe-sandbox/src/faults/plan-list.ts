import { type Chance, createChance, DEFAULT_SEED, type Odds, seedOfPlan } from './chance.ts';

/** A plan among others: what was asked for, and how far it has come. */
export interface Planned<Plan extends Odds> {
  /** For example `fault_3`. */
  readonly id: string;
  readonly plan: Plan;
  /** The preset it came with, or null. */
  readonly preset: string | null;
  readonly chance: Chance;
}

/** Which plan of which preset: the same preset draws the same, whatever was planned before it. */
export interface PresetPlace {
  readonly name: string;
  /** From 1. */
  readonly index: number;
}

/** Plans in the order they were made, each with odds of its own. */
export interface PlanList<Plan extends Odds> {
  add(plan: Plan, preset?: PresetPlace): Planned<Plan>;
  /** Those that can still hit. */
  active(): readonly Planned<Plan>[];
  remove(id: string): boolean;
  removePreset(preset: string): void;
  clear(): void;
  seed(): number;
  /** Sets the common seed and starts every plan anew, its count included. */
  reseed(seed: number): void;
}

/** Builds a list whose plans are named `<prefix>_1`, `<prefix>_2` and so on. */
export function createPlanList<Plan extends Odds>(prefix: string): PlanList<Plan> {
  let plans: (Planned<Plan> & { readonly number: number })[] = [];
  let made = 0;
  let common = DEFAULT_SEED;

  return {
    add(plan, preset) {
      made += 1;
      const number = preset?.index ?? made;
      const planned = {
        id: `${prefix}_${made}`,
        number,
        plan,
        preset: preset?.name ?? null,
        chance: createChance(plan, seedOfPlan(common, number)),
      };
      plans.push(planned);
      return planned;
    },
    active: () => plans.filter(({ chance }) => chance.left() !== 0),
    remove(id) {
      const before = plans.length;
      plans = plans.filter((planned) => planned.id !== id);
      return plans.length < before;
    },
    removePreset(preset) {
      plans = plans.filter((planned) => planned.preset !== preset);
    },
    clear() {
      plans = [];
      made = 0;
    },
    seed: () => common,
    reseed(seed) {
      common = seed;
      plans = plans.map((planned) => ({
        ...planned,
        chance: createChance(planned.plan, seedOfPlan(common, planned.number)),
      }));
    },
  };
}
