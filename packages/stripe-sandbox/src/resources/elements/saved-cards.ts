import type { OperationContext } from '../../context.ts';
import { invalidParam } from '../../http/errors.ts';
import type { CustomerSessionObject } from '../../store/objects/customer-session.ts';
import type { PaymentMethodObject } from '../../store/objects/payment-method.ts';
import { detachPaymentMethod } from '../payment-methods/payment-methods.ts';
import { openCustomerSession } from './customer-sessions.ts';

/** The cards a Payment Element shows under a session, newest first, each card once. */
export function cardsToShow(context: OperationContext, session: CustomerSessionObject): PaymentMethodObject[] {
  const features = session.components.payment_element.features;
  if (features?.payment_method_redisplay !== 'enabled') return [];
  const filters: readonly string[] = features.payment_method_allow_redisplay_filters;
  const shown = new Set<string>();
  return context.store.paymentMethods
    .newestFirst((method) => method.customer === session.customer && filters.includes(method.allow_redisplay))
    .filter(({ card: { fingerprint } }) => !shown.has(fingerprint) && shown.add(fingerprint))
    .slice(0, features.payment_method_redisplay_limit);
}

/**
 * Lets a browser use a card only when nobody has kept it yet, or when its keeper is the customer at the browser: the one
 * of its session, else the intent's. Throws 400 `resource_missing`, which tells nothing about other customers' cards.
 */
export function requireOwnCard(
  context: OperationContext,
  methodId: string | undefined,
  holder: { readonly customerSession?: string | undefined; readonly customer?: string | null },
): void {
  const owner =
    holder.customerSession === undefined
      ? holder.customer
      : openCustomerSession(context, holder.customerSession).customer;
  const method = methodId === undefined ? undefined : context.store.paymentMethods.get(methodId);
  if (method === undefined || method.customer === null || method.customer === owner) return;
  throw invalidParam(`No such PaymentMethod: '${method.id}'`, 'payment_method', 'resource_missing');
}

/** Removes a saved card on the customer's own wish. Throws 400 when the session does not allow it or the card is another's. */
export function removeSavedCard(
  context: OperationContext,
  methodId: string,
  customerSession: string,
): PaymentMethodObject {
  const session = openCustomerSession(context, customerSession);
  if (session.components.payment_element.features?.payment_method_remove !== 'enabled') {
    throw invalidParam('This CustomerSession does not allow payment methods to be removed.');
  }
  requireOwnCard(context, methodId, { customer: session.customer });
  return detachPaymentMethod(context, methodId);
}
