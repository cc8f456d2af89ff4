import type { WebhookPlan } from '../webhooks/stress.ts';
import type { FaultPlan } from './faults.ts';
import type { PlanList } from './plan-list.ts';
import { type PresetName, presetNames, presets } from './presets.ts';

/** Switches whole presets and the common seed. */
export interface StressLevel {
  /** Switches a preset on, starting its draws anew. */
  on(preset: PresetName): void;
  off(preset: PresetName): void;
  active(): readonly PresetName[];
  seed(): number;
  /** Sets the seed of all plans and starts them anew: the same requests then fare the same. */
  reseed(seed: number): void;
  /** No plan is left, neither for requests nor for webhooks. */
  clear(): void;
}

/** Builds it over the plans for requests and for webhooks. */
export function createStressLevel(faults: PlanList<FaultPlan>, webhooks: PlanList<WebhookPlan>): StressLevel {
  const off = (preset: PresetName) => {
    faults.removePreset(preset);
    webhooks.removePreset(preset);
  };
  return {
    on(preset) {
      off(preset);
      const kind = presets[preset];
      for (const [index, plan] of kind.faults.entries()) faults.add(plan, { name: preset, index: index + 1 });
      for (const [index, plan] of kind.webhooks.entries()) webhooks.add(plan, { name: preset, index: index + 1 });
    },
    off,
    active() {
      const plans = [...faults.active(), ...webhooks.active()];
      return presetNames.filter((name) => plans.some(({ preset }) => preset === name));
    },
    seed: () => faults.seed(),
    reseed(seed) {
      faults.reseed(seed);
      webhooks.reseed(seed);
    },
    clear() {
      faults.clear();
      webhooks.clear();
    },
  };
}
