/**
 * What Stripe shows of an intent to a publishable key, to which it "only returns a subset of properties":
 * https://docs.stripe.com/api/payment_intents/retrieve. The list is that of Stripe.js's own types and of what it is answered.
 */
const SHOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  payment_intent: new Set(
    (
      'id object amount amount_details automatic_payment_methods canceled_at cancellation_reason capture_method ' +
      'client_secret confirmation_method created currency description last_payment_error livemode next_action ' +
      'payment_method payment_method_configuration_details payment_method_types processing receipt_email ' +
      'setup_future_usage shipping source status'
    ).split(' '),
  ),
  setup_intent: new Set(
    (
      'id object automatic_payment_methods cancellation_reason client_secret created description last_setup_error ' +
      'livemode next_action payment_method payment_method_configuration_details payment_method_types status usage'
    ).split(' '),
  ),
};

/** Whether a field of an object is kept from browsers. */
export function isHidden(object: string, field: string): boolean {
  return SHOWN[object]?.has(field) === false;
}

/** An answer as a browser may see it, at every depth: intents without what is the merchant's, cards without their fingerprint. */
export function asBrowsersSee(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asBrowsersSee);
  if (typeof value !== 'object' || value === null) return value;
  const object = 'object' in value ? String(value.object) : '';
  const isCard = 'last4' in value;
  const shown = Object.entries(value).filter(
    ([field]) => !isHidden(object, field) && !(isCard && field === 'fingerprint'),
  );
  return Object.fromEntries(shown.map(([field, inner]) => [field, asBrowsersSee(inner)]));
}
