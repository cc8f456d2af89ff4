import type { OperationContext } from '../../context.ts';

/** A customer whose default payment method is gone has none. */
export function forgetDefaultMethod(context: OperationContext, customerId: string, methodId: string): void {
  const customer = context.store.customers.get(customerId);
  if (customer?.invoice_settings.default_payment_method !== methodId) return;
  const changed = context.store.customers.set(customerId, {
    ...customer,
    invoice_settings: { ...customer.invoice_settings, default_payment_method: null },
  });
  context.events.emit('customer.updated', changed, context, customer);
}
