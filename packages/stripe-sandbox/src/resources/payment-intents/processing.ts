import type { OperationContext } from '../../context.ts';
import type { ChargeObject } from '../../store/objects/charge.ts';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';
import type { LaterSettlement } from '../../store/settlement-switch.ts';

/**
 * Leaves a confirmed intent in `processing` and its charge pending, until the bank answers, which `settleIntent` stands
 * for: https://docs.stripe.com/payments/paymentintents/lifecycle
 */
export function processLater(
  context: OperationContext,
  intent: PaymentIntentObject,
  charge: ChargeObject,
  authenticated: boolean,
  { outcome, delayMs }: LaterSettlement,
): PaymentIntentObject {
  const { store, clock, events } = context;
  const processing = store.paymentIntents.set(intent.id, {
    ...intent,
    latest_charge: charge.id,
    next_action: null,
    status: 'processing',
  });
  const dueAt = delayMs === null ? null : clock.now().getTime() + delayMs;
  store.pendingSettlements.set(intent.id, { id: intent.id, outcome, authenticated, dueAt });
  events.emit('charge.pending', charge, context);
  events.emit('payment_intent.processing', processing, context);
  return processing;
}
