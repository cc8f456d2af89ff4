/** What can go wrong with a request: the connection cut before or after the work, or an error in place of it. */
export type Fault = 'reset_before' | 'reset_after' | { readonly status: 409 | 429 | 500 | 503 };

export interface FaultPlan {
  readonly fault: Fault;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: RegExp;
  /** How many matching requests it hits. */
  readonly times: number;
}

export interface Faults {
  /** The fault for a request, if one is planned; uses it up. */
  next(method: string, path: string): Fault | undefined;
  plan(plan: FaultPlan): void;
  clear(): void;
}

/** Keeps what is planned to go wrong, in the order it was planned. */
export function createFaults(): Faults {
  let plans: (FaultPlan & { left: number })[] = [];
  return {
    next(method, path) {
      const hit = plans.find((plan) => plan.left > 0 && plan.method === method && plan.path.test(path));
      if (hit === undefined) return undefined;
      hit.left -= 1;
      return hit.fault;
    },
    plan(plan) {
      plans.push({ ...plan, left: plan.times });
    },
    clear() {
      plans = [];
    },
  };
}
