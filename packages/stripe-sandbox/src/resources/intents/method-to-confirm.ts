import type { OperationContext } from '../../context.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import { previewToken } from '../elements/confirmation-tokens.ts';
import { createPaymentMethod, findPaymentMethod } from '../payment-methods/payment-methods.ts';

interface Given {
  readonly confirmation_token?: string | undefined;
  readonly payment_method?: string | undefined;
  readonly payment_method_data?: Parameters<typeof createPaymentMethod>[1] | undefined;
}

/**
 * The payment method that a payment or setup intent is confirmed with: what the request gives, else the intent's own. A
 * token is not used up by it. Undefined when there is none. Throws as `previewToken`, `findPaymentMethod` and
 * `createPaymentMethod` do.
 */
export function methodToConfirm(
  context: OperationContext,
  intent: { readonly payment_method: string | null },
  given: Given,
): PaymentMethodObject | undefined {
  if (given.confirmation_token !== undefined) return previewToken(context, given.confirmation_token);
  if (given.payment_method !== undefined) return findPaymentMethod(context, given.payment_method);
  if (given.payment_method_data !== undefined) return createPaymentMethod(context, given.payment_method_data);
  return intent.payment_method === null ? undefined : findPaymentMethod(context, intent.payment_method);
}
