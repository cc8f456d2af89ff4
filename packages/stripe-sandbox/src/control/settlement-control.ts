import type { OperationContext } from '../context.ts';
import { settleIntent } from '../resources/payment-intents/settlement.ts';
import type { PendingSettlement } from '../store/account-store.ts';
import type { LaterSettlement } from '../store/settlement-switch.ts';

/** Whether card payments succeed at once, or stay in `processing` until the bank answers. */
export interface SettlementControl {
  /**
   * From now on confirmed payments, or those of one intent, stay in `processing`. They settle as `outcome` says, succeeded
   * by default, after `delayMs` by the sandbox's clock, or when `settlePending` or `settle` is called. Cards that decline
   * do so at once.
   */
  later(options?: LaterOptions): void;
  /** Payments settle at once again; those in processing stay so. */
  atOnce(): void;
  /** Settles one payment in processing, as planned or with another outcome. False when it is not being processed. */
  settle(intentId: string, outcome?: PendingSettlement['outcome']): boolean;
  /** What is chosen for all payments, or null, and for single intents. */
  state(): { readonly all: LaterSettlement | null; readonly intents: Readonly<Record<string, LaterSettlement>> };
  /** Payments in processing, in the order they were confirmed. */
  pending(): readonly PendingSettlement[];
}

export interface LaterOptions {
  /** Only this payment intent. */
  readonly intent?: string | undefined;
  readonly outcome?: 'succeeded' | 'failed' | undefined;
  /** Milliseconds; without it a payment waits for a word. */
  readonly delayMs?: number | undefined;
}

/** Builds it over the accounts, each with a context for what happens by itself. */
export function createSettlementControl(contexts: readonly OperationContext[]): SettlementControl {
  const stores = contexts.map(({ store }) => store);
  return {
    later({ intent, outcome = 'succeeded', delayMs } = {}) {
      for (const { settlement } of stores) settlement.choose({ outcome, delayMs: delayMs ?? null }, intent);
    },
    atOnce() {
      for (const { settlement } of stores) settlement.clear();
    },
    settle: (intentId, outcome) => contexts.some((context) => settleIntent(context, intentId, outcome) !== undefined),
    state: () => stores[0]?.settlement.state() ?? { all: null, intents: {} },
    pending: () => stores.flatMap(({ pendingSettlements }) => [...pendingSettlements.values()]),
  };
}
