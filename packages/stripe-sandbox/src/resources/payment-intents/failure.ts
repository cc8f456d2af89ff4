import type { Decline } from '../../cards/test-card.ts';
import type { OperationContext } from '../../context.ts';
import { docUrl, StripeApiError } from '../../http/errors.ts';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';

/** Ends a confirmation with the card's decline: throws the 402, or answers the failed intent where nobody waits for one. */
export function fail(
  context: OperationContext,
  intent: PaymentIntentObject,
  method: PaymentMethodObject,
  decline: Decline,
  chargeId?: string,
  onDecline: 'throw' | 'answer' = 'throw',
): PaymentIntentObject {
  const error = {
    type: 'card_error' as const,
    code: decline.code,
    message: decline.message,
    doc_url: docUrl(decline.code),
    ...(decline.declineCode === undefined ? {} : { decline_code: decline.declineCode }),
    ...(decline.adviceCode === undefined ? {} : { advice_code: decline.adviceCode }),
    ...(decline.networkCode === undefined ? {} : { network_decline_code: decline.networkCode }),
    ...(decline.param === undefined ? {} : { param: decline.param }),
    ...(chargeId === undefined ? {} : { charge: chargeId }),
    payment_method: method,
    payment_method_type: method.type,
  };
  const made = chargeId === undefined ? undefined : context.store.charges.get(chargeId);
  if (made !== undefined) context.events.emit('charge.failed', made, context);
  const failed = failIntent(context, intent, error);
  if (onDecline === 'answer') return failed;
  throw new StripeApiError(402, { ...error, payment_intent: failed });
}

/** Sends an intent back to `requires_payment_method` with what went wrong. */
export function failIntent(
  context: OperationContext,
  intent: PaymentIntentObject,
  error: NonNullable<PaymentIntentObject['last_payment_error']>,
): PaymentIntentObject {
  const failed = context.store.paymentIntents.set(intent.id, {
    ...intent,
    last_payment_error: error,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  context.events.emit('payment_intent.payment_failed', failed, context);
  return failed;
}
