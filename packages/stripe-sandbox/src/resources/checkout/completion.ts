import type { OperationContext } from '../../context.ts';
import { invalidParam, StripeApiError } from '../../http/errors.ts';
import type { CheckoutSessionObject } from '../../store/objects/checkout-session.ts';
import type { PaymentIntentObject } from '../../store/objects/payment-intent.ts';
import type { BillingDetails } from '../../store/objects/payment-method.ts';
import type { SetupIntentObject } from '../../store/objects/setup-intent.ts';

/**
 * Lets the session of an intent follow it: it is complete once the intent is paid, authorised, set up or left to the
 * bank, and paid once the money is taken. An intent that belongs to no session changes nothing.
 */
export function followIntent(context: OperationContext, intent: PaymentIntentObject | SetupIntentObject): void {
  const session = sessionOf(context, intent.id);
  if (session === undefined || session.status === 'expired') return;
  if (!['succeeded', 'requires_capture', 'processing'].includes(intent.status)) return;
  const paid = intent.object === 'payment_intent' && intent.status === 'succeeded';
  const followed = context.store.checkoutSessions.set(session.id, {
    ...session,
    payment_status: paid ? 'paid' : session.payment_status,
  });
  if (session.status === 'open') completeSession(context, followed, intent.customer, billingOf(context, intent));
}

/**
 * Tells how a payment ended that the bank was still working on when its session was completed:
 * https://docs.stripe.com/payments/checkout/fulfill-orders#delayed-notification
 */
export function announceSettlement(context: OperationContext, intent: PaymentIntentObject): void {
  followIntent(context, intent);
  const session = sessionOf(context, intent.id);
  if (session?.status !== 'complete') return;
  const succeeded = session.payment_status === 'paid';
  context.events.emit(`checkout.session.async_payment_${succeeded ? 'succeeded' : 'failed'}`, session, context);
}

/** Ends an open session as the customer's: https://docs.stripe.com/api/events/types#event_types-checkout.session.completed */
export function completeSession(
  context: OperationContext,
  session: CheckoutSessionObject,
  customer: string | null,
  billing: Partial<BillingDetails>,
): CheckoutSessionObject {
  const complete = context.store.checkoutSessions.set(session.id, {
    ...session,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    customer,
    customer_details: {
      address: session.mode === 'payment' ? (billing.address ?? null) : null,
      business_name: null,
      email: session.customer_details?.email ?? billing.email ?? null,
      individual_name: null,
      name: billing.name ?? null,
      phone: billing.phone ?? null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    status: 'complete',
    url: null,
  });
  context.events.emit('checkout.session.completed', complete, context);
  return complete;
}

/**
 * Throws Stripe's 400 for an intent whose open session alone may confirm or cancel it:
 * https://docs.stripe.com/api/checkout/sessions/object#checkout_session_object-payment_intent
 */
export function refuseWhileInCheckout(context: OperationContext, intentId: string, verb: 'cancel' | 'confirm'): void {
  if (sessionOf(context, intentId)?.status !== 'open') return;
  const setup = intentId.startsWith('seti_');
  const kind = setup ? 'SetupIntent' : 'PaymentIntent';
  const instead = verb === 'cancel' ? ' Expire the Checkout Session instead.' : '';
  throw new StripeApiError(400, {
    type: 'invalid_request_error',
    code: setup ? 'setup_intent_unexpected_state' : 'payment_intent_unexpected_state',
    message: `You cannot ${verb} the ${kind} of a Checkout Session.${instead}`,
  });
}

/** Throws Stripe's 400 when the amount the customer saw, in minor units, is not the session's. */
export function checkExpectedAmount(session: CheckoutSessionObject, expected: number | undefined): void {
  if (expected === undefined || expected === (session.amount_total ?? 0)) return;
  throw invalidParam(
    'The amount of this Checkout Session is another than the one that was shown.',
    'expected_amount',
    'checkout_amount_mismatch',
  );
}

function sessionOf(context: OperationContext, intentId: string): CheckoutSessionObject | undefined {
  const link = context.store.checkoutIntents.get(intentId);
  return link === undefined ? undefined : context.store.checkoutSessions.get(link.session);
}

function billingOf(
  context: OperationContext,
  intent: PaymentIntentObject | SetupIntentObject,
): Partial<BillingDetails> {
  const billing = context.store.paymentMethods.get(intent.payment_method ?? '')?.billing_details;
  const email = context.store.checkoutIntents.get(intent.id)?.email ?? null;
  return { ...billing, email };
}
