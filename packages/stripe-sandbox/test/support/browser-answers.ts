import type Stripe from 'stripe';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What Stripe keeps from browsers of an intent, with values that stand in for it, so that the rest of what a browser is
 * shown can be held to the same schema. Stripe.js's types for browsers have none of these fields.
 */
const paymentIntent = {
  allowed_payment_method_types: null,
  amount_capturable: 0,
  amount_received: 0,
  application: null,
  application_fee_amount: null,
  customer: null,
  customer_account: null,
  excluded_payment_method_types: null,
  latest_charge: null,
  managed_payments: null,
  metadata: {},
  on_behalf_of: null,
  payment_method_options: null,
  payment_record: null,
  review: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
} satisfies Partial<Stripe.PaymentIntent>;

const setupIntent = {
  allowed_payment_method_types: null,
  application: null,
  customer: null,
  customer_account: null,
  excluded_payment_method_types: null,
  flow_directions: null,
  latest_attempt: null,
  managed_payments: null,
  mandate: null,
  metadata: {},
  on_behalf_of: null,
  payment_method_options: null,
  single_use_mandate: null,
} satisfies Partial<Stripe.SetupIntent>;

const HIDDEN: Readonly<Record<string, Fields>> = { payment_intent: paymentIntent, setup_intent: setupIntent };

/** A browser's answer with what is kept from it put back, and what it was shown that it should not see. */
export function withHidden(value: unknown): { readonly whole: unknown; readonly shown: readonly string[] } {
  const shown: string[] = [];
  const fill = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(fill);
    if (typeof inner !== 'object' || inner === null) return inner;
    const name = 'object' in inner ? String(inner.object) : '';
    const hidden = HIDDEN[name] ?? {};
    const secret = [...Object.keys(hidden), ...('last4' in inner ? ['fingerprint'] : [])];
    shown.push(...secret.filter((field) => field in inner).map((field) => `${name} shows ${field} to a browser`));
    return { ...hidden, ...Object.fromEntries(Object.entries(inner).map(([field, part]) => [field, fill(part)])) };
  };
  return { whole: fill(value), shown };
}
