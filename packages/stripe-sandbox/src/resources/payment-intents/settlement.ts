import type { OperationContext } from '../../context.ts';
import type { PendingSettlement } from '../../store/account-store.ts';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';
import { announceSettlement } from '../checkout/completion.ts';
import { findPaymentMethod } from '../payment-methods/payment-methods.ts';
import { charge } from './confirmation.ts';

/**
 * Settles an intent that is being processed: as it was planned, or with another `outcome`. Returns the intent, or
 * undefined when it is not being processed, for example because it was canceled meanwhile.
 */
export function settleIntent(
  context: OperationContext,
  intentId: string,
  outcome?: PendingSettlement['outcome'],
): PaymentIntentObject | undefined {
  const { store } = context;
  const pending = store.pendingSettlements.get(intentId);
  const intent = store.paymentIntents.get(intentId);
  if (pending === undefined) return undefined;
  store.pendingSettlements.delete(intentId);
  if (intent?.status !== 'processing' || intent.payment_method === null) return undefined;
  const settled = charge(context, intent, findPaymentMethod(context, intent.payment_method), {
    authenticated: pending.authenticated,
    onDecline: 'answer',
    settling: outcome ?? pending.outcome,
  });
  announceSettlement(context, settled);
  return settled;
}

/** Settles what an account has in processing, in the order it was confirmed: everything, or what is due by the clock. */
export function settleIntents(context: OperationContext, which: 'all' | 'due'): void {
  const now = context.clock.now().getTime();
  for (const { id, dueAt } of [...context.store.pendingSettlements.values()]) {
    if (which === 'all' || (dueAt !== null && dueAt <= now)) settleIntent(context, id);
  }
}
