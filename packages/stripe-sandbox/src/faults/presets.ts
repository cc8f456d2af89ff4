import type { WebhookPlan } from '../webhooks/stress.ts';
import type { FaultPlan } from './faults.ts';

/** Kinds of bad days, each a set of plans under one name. */
export interface Preset {
  readonly title: string;
  readonly description: string;
  readonly faults: readonly FaultPlan[];
  readonly webhooks: readonly WebhookPlan[];
}

export const presetNames = [
  'flaky-network',
  'slow',
  'rate-limited',
  'outage',
  'lost-answers',
  'webhook-chaos',
] as const;
export type PresetName = (typeof presetNames)[number];

const ALWAYS = 1;

export const presets: Readonly<Record<PresetName, Preset>> = {
  'flaky-network': {
    title: 'Flaky network',
    description: 'One request in four is cut, half of them after the work was done; the rest takes a little longer.',
    faults: [
      { fault: 'reset_before', probability: 0.12 },
      { fault: 'reset_after', probability: 0.14 },
      { fault: { latency: { before: { logNormal: { median: 20, p95: 120 } } } }, probability: ALWAYS },
    ],
    webhooks: [],
  },
  slow: {
    title: 'Slow',
    description: 'Every request takes about 0.8 seconds, one in twenty longer than 3.',
    faults: [
      {
        fault: { latency: { before: { logNormal: { median: 700, p95: 2_800 } }, after: { uniform: [50, 200] } } },
        probability: ALWAYS,
      },
    ],
    webhooks: [],
  },
  'rate-limited': {
    title: 'Rate limited',
    description: 'Four requests in ten are refused with 429, one in twenty with 409 because its object is locked.',
    faults: [
      { fault: { status: 429 }, probability: 0.4 },
      { fault: { status: 409 }, method: 'POST', probability: 0.05 },
    ],
    webhooks: [],
  },
  outage: {
    title: 'Outage',
    description: 'Nothing works: most requests are answered with 503 or 500, the rest is cut before the work.',
    faults: [
      { fault: { status: 503, retryAfter: 5 }, probability: 0.6 },
      { fault: { status: 500 }, probability: 0.5 },
      { fault: 'reset_before', probability: ALWAYS },
    ],
    webhooks: [],
  },
  'lost-answers': {
    title: 'Lost answers',
    description:
      'Writes are done, but half of their answers never arrive: cut, silent for two seconds, or a 500 instead.',
    faults: [
      { fault: 'reset_after', method: 'POST', probability: 0.25 },
      { fault: { timeout: 2_000, when: 'after' }, method: 'POST', probability: 0.15 },
      { fault: { status: 500, when: 'after' }, method: 'POST', probability: 0.2 },
    ],
    webhooks: [],
  },
  'webhook-chaos': {
    title: 'Webhook chaos',
    description: 'Webhooks come twice, late, out of order or badly signed, and one in twenty gets lost.',
    faults: [],
    webhooks: [
      { effect: 'drop', probability: 0.05 },
      { effect: { duplicate: 1 }, probability: 0.25 },
      { effect: { reorder: { within: 3 } }, probability: 0.3 },
      { effect: { delay: { uniform: [100, 2_000] } }, probability: 0.2 },
      { effect: { sign: 'wrong_secret' }, probability: 0.05 },
      { effect: { sign: 'stale_timestamp' }, probability: 0.05 },
    ],
  },
};
