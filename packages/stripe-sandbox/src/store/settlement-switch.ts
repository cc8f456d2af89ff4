/** How a card payment ends that is not settled at once. */
export interface LaterSettlement {
  readonly outcome: 'succeeded' | 'failed';
  /** Milliseconds by the sandbox's clock, or null to wait until it is settled by hand. */
  readonly delayMs: number | null;
}

/** Whether the card payments of an account settle at once, as they mostly do, or stay in `processing` for a while. */
export interface SettlementSwitch {
  /** How an intent confirmed now is to be settled; undefined: at once. */
  planFor(intentId: string): LaterSettlement | undefined;
  /** Chooses for one intent, or for all that were not chosen by themselves; undefined takes the choice back. */
  choose(plan: LaterSettlement | undefined, intentId?: string): void;
  /** Everything settles at once again; what is being processed stays so. */
  clear(): void;
  /** What is chosen for all, and for single intents by id. */
  state(): { readonly all: LaterSettlement | null; readonly intents: Readonly<Record<string, LaterSettlement>> };
}

/** Builds the switch, off. */
export function createSettlementSwitch(): SettlementSwitch {
  let all: LaterSettlement | undefined;
  const intents = new Map<string, LaterSettlement>();
  return {
    planFor: (intentId) => intents.get(intentId) ?? all,
    choose(plan, intentId) {
      if (intentId === undefined) all = plan;
      else if (plan === undefined) intents.delete(intentId);
      else intents.set(intentId, plan);
    },
    clear() {
      all = undefined;
      intents.clear();
    },
    state: () => ({ all: all ?? null, intents: Object.fromEntries(intents) }),
  };
}
