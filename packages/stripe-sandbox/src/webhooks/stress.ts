import type { Odds } from '../faults/chance.ts';
import { type Distribution, sample } from '../faults/distribution.ts';
import { createPlanList, type PlanList, type Planned } from '../faults/plan-list.ts';

/** How a delivery is signed: well, with a secret that is not the endpoint's, as of ten minutes ago, or not at all. */
export type Signing = 'well' | 'wrong_secret' | 'stale_timestamp' | 'none';

/**
 * What can happen to an event on its way to an endpoint:
 * - `drop`: it gets lost, and comes only when it is sent again by hand;
 * - `duplicate`: so many copies come besides it;
 * - `delay`: it comes later, and what follows does not wait for it;
 * - `reorder`: from 1 to `within` later events overtake it; it stops waiting for them after `waitMs`, a second by default;
 * - `sign`: its first try is signed wrongly. The endpoint should refuse it, and then gets it well signed.
 */
export type WebhookEffect =
  | 'drop'
  | { readonly duplicate: number }
  | { readonly delay: Distribution }
  | { readonly reorder: { readonly within: number; readonly waitMs?: number | undefined } }
  | { readonly sign: Exclude<Signing, 'well'> };

export interface WebhookPlan extends Odds {
  readonly effect: WebhookEffect;
  /** Types of events, `charge.*` for all of a kind; without it every type. */
  readonly events?: readonly string[] | undefined;
  /** Only this endpoint, by id. */
  readonly endpoint?: string | undefined;
  /** Only events of this account. */
  readonly account?: string | undefined;
}

/** What becomes of one event on its way to one endpoint. */
export interface Fate {
  readonly dropped: boolean;
  readonly copies: number;
  readonly delayMs: number;
  /** How many later events overtake it, and how many milliseconds it waits for them. */
  readonly overtakenBy: number;
  readonly waitMs: number;
  readonly signing: Signing;
}

export interface WebhookStress {
  /** The fate of the next event; uses up what is planned. Everything that hits it adds up. */
  next(sent: { readonly type: string; readonly endpoint: string; readonly account: string }): Fate;
  /** Plans an effect and returns its id. */
  plan(plan: WebhookPlan): string;
  readonly plans: Omit<PlanList<WebhookPlan>, 'add' | 'clear'>;
  clear(): void;
}

const UNHARMED: Fate = { dropped: false, copies: 1, delayMs: 0, overtakenBy: 0, waitMs: 0, signing: 'well' };
const OVERTAKING_WAIT_MS = 1_000;

/** Keeps what is planned to happen to webhooks. */
export function createWebhookStress(list: PlanList<WebhookPlan> = createPlanList('webhook')): WebhookStress {
  return {
    next(sent) {
      let fate = UNHARMED;
      for (const planned of list.active()) {
        if (concerns(planned.plan, sent) && planned.chance.hits()) fate = suffer(fate, planned);
      }
      return fate;
    },
    plan: (plan) => list.add(plan).id,
    plans: list,
    clear: () => list.clear(),
  };
}

function concerns(plan: WebhookPlan, sent: { type: string; endpoint: string; account: string }): boolean {
  return (
    (plan.account === undefined || plan.account === sent.account) &&
    (plan.endpoint === undefined || plan.endpoint === sent.endpoint) &&
    (plan.events === undefined || plan.events.some((pattern) => covers(pattern, sent.type)))
  );
}

function covers(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

function suffer(fate: Fate, { plan: { effect }, chance }: Planned<WebhookPlan>): Fate {
  if (effect === 'drop') return { ...fate, dropped: true };
  if ('duplicate' in effect) return { ...fate, copies: fate.copies + effect.duplicate };
  if ('delay' in effect) return { ...fate, delayMs: fate.delayMs + sample(effect.delay, chance.random) };
  if ('sign' in effect) return { ...fate, signing: effect.sign };
  const { within, waitMs = OVERTAKING_WAIT_MS } = effect.reorder;
  return { ...fate, overtakenBy: 1 + Math.floor(chance.random() * within), waitMs };
}

/** What was done to a delivery, in words for people. */
export function describeFate({ dropped, copies, delayMs, overtakenBy, signing }: Fate): readonly string[] {
  const signed = {
    well: '',
    wrong_secret: 'signed with a wrong secret',
    stale_timestamp: 'signed as of ten minutes ago',
  };
  return [
    dropped ? 'dropped' : '',
    copies > 1 ? `sent ${copies} times` : '',
    delayMs > 0 ? `delayed by ${delayMs} ms` : '',
    overtakenBy > 0 ? `overtaken by up to ${overtakenBy}` : '',
    signing === 'none' ? 'not signed' : signed[signing],
  ].filter((words) => words !== '');
}
