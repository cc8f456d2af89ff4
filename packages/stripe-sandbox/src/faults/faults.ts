import type { Odds } from './chance.ts';
import { type Distribution, sample } from './distribution.ts';
import { createPlanList, type PlanList, type Planned } from './plan-list.ts';

/**
 * What can go wrong with a request. `before` is in place of the work, `after` once it was done, so that only the answer
 * is lost:
 * - the connection cut, at once (`reset_before`, `reset_after`) or after `timeout` milliseconds of silence;
 * - an error in place of the answer, by default with the code and body Stripe gives its status;
 * - latency: before the work, while the idempotency key is taken, or after it, on the way back.
 */
export type Fault = Outcome | Latency;
export type Outcome = 'reset_before' | 'reset_after' | Timeout | ErrorAnswer;

export interface Timeout {
  /** Milliseconds without an answer until the connection is cut. */
  readonly timeout: number;
  /** Default: before. */
  readonly when?: 'before' | 'after' | undefined;
}

export interface ErrorAnswer {
  /** From 400 to 599. */
  readonly status: number;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** Seconds in the answer's `Retry-After`; 1 by default at 429, else none. */
  readonly retryAfter?: number | undefined;
  /** Default: before. */
  readonly when?: 'before' | 'after' | undefined;
}

export interface Latency {
  readonly latency: { readonly before?: Distribution | undefined; readonly after?: Distribution | undefined };
}

export interface FaultPlan extends Odds {
  readonly fault: Fault;
  /** Without it any method. */
  readonly method?: 'GET' | 'POST' | 'DELETE' | undefined;
  /** Without it any path. */
  readonly path?: RegExp | undefined;
  /** Only requests with a key of this account, for example `acct_flashstudio`. */
  readonly account?: string | undefined;
}

/** What a request has to endure. */
export interface Trouble {
  readonly outcome: Outcome | undefined;
  /** Milliseconds of latency before and after the work. */
  readonly before: number;
  readonly after: number;
}

export interface FaultedRequest {
  readonly method: string;
  readonly path: string;
  /** Null when its key is nobody's. */
  readonly account: string | null;
}

export interface Faults {
  /** What is planned for a request; uses it up. The first plan that hits decides, latencies add up. */
  next(request: FaultedRequest): Trouble;
  /** Plans a fault and returns its id. */
  plan(plan: FaultPlan): string;
  readonly plans: Omit<PlanList<FaultPlan>, 'add' | 'clear'>;
  clear(): void;
}

const NONE: Trouble = { outcome: undefined, before: 0, after: 0 };

/** Keeps what is planned to go wrong, in the order it was planned. */
export function createFaults(list: PlanList<FaultPlan> = createPlanList('fault')): Faults {
  return {
    next(request) {
      const concerned = list.active().filter(({ plan }) => concerns(plan, request));
      if (concerned.length === 0) return NONE;
      const { before, after } = latencyOf(concerned);
      return { outcome: outcomeOf(concerned), before, after };
    },
    plan: (plan) => list.add(plan).id,
    plans: list,
    clear: () => list.clear(),
  };
}

function concerns({ method, path, account }: FaultPlan, request: FaultedRequest): boolean {
  return (
    (method === undefined || method === request.method) &&
    (account === undefined || account === request.account) &&
    // `search`, unlike `test`, starts at the front also with a sticky or global expression.
    (path === undefined || request.path.search(path) >= 0)
  );
}

/** Plans behind the one that hits are not asked: their turn comes with a later request. */
function outcomeOf(concerned: readonly Planned<FaultPlan>[]): Outcome | undefined {
  for (const { plan, chance } of concerned) if (!isLatency(plan.fault) && chance.hits()) return plan.fault;
  return undefined;
}

function latencyOf(concerned: readonly Planned<FaultPlan>[]): { before: number; after: number } {
  const sum = { before: 0, after: 0 };
  for (const { plan, chance } of concerned) {
    if (!isLatency(plan.fault) || !chance.hits()) continue;
    const { before, after } = plan.fault.latency;
    if (before !== undefined) sum.before += sample(before, chance.random);
    if (after !== undefined) sum.after += sample(after, chance.random);
  }
  return sum;
}

function isLatency(fault: Fault): fault is Latency {
  return typeof fault === 'object' && 'latency' in fault;
}

/** Whether an outcome takes the place of the work or only of its answer. */
export function strikes(outcome: Outcome): 'before' | 'after' {
  if (typeof outcome === 'string') return outcome === 'reset_before' ? 'before' : 'after';
  return outcome.when ?? 'before';
}
