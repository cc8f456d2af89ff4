/**
 * The events of Stripe's that a payment is moved by: what an endpoint should be told of. Others are kept and set aside.
 * https://docs.stripe.com/api/events/types
 */
export const STRIPE_EVENT_TYPES = [
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'charge.captured',
  'charge.failed',
  'charge.pending',
  'charge.succeeded',
] as const;
