import { fieldsOf, textOf } from '../fields.ts';
import type { Fields } from '../protocol.ts';

export interface SavedCard {
  readonly id: string;
  readonly brand: string;
  readonly last4: string;
  /** As `12/34`. */
  readonly expires: string;
  readonly billingDetails: Fields;
}

/** What a form needs of an elements session. */
export interface Session {
  readonly setup: boolean;
  readonly business: string;
  /** How a card is kept, if the merchant keeps it whatever the customer ticks. */
  readonly usage: string | undefined;
  readonly savedCards: readonly SavedCard[];
  /** The session's customer may tick that the card be kept. */
  readonly offersSaving: boolean;
  readonly savingUsage: string | undefined;
  readonly allowsRemoval: boolean;
}

/** Reads the answer of `GET /v1/elements/sessions`; without one, a form shows neither saved cards nor terms. */
export function sessionOf(answer: Fields): Session {
  const customer = fieldsOf(answer.customer);
  const features = fieldsOf(customer.features);
  const methods: readonly unknown[] = Array.isArray(customer.payment_methods) ? customer.payment_methods : [];
  return {
    setup: answer.mode === 'setup',
    business: textOf(answer.business_name) ?? '',
    usage: textOf(answer.setup_future_usage),
    savedCards: methods.map(savedCardOf),
    offersSaving: features.payment_method_save === 'enabled',
    savingUsage: textOf(features.payment_method_save_usage),
    allowsRemoval: features.payment_method_remove === 'enabled',
  };
}

function savedCardOf(method: unknown): SavedCard {
  const { id, card, billing_details } = fieldsOf(method);
  const { brand, last4, exp_month, exp_year } = fieldsOf(card);
  return {
    id: String(id),
    brand: String(brand),
    last4: String(last4),
    expires: `${String(exp_month).padStart(2, '0')}/${String(exp_year).slice(-2)}`,
    billingDetails: fieldsOf(billing_details),
  };
}

/**
 * How far a new card may be shown again: https://docs.stripe.com/api/payment_methods/object#payment_method_object-allow_redisplay
 * The customer's tick means always; a card the merchant keeps without one is limited to what it was kept for.
 */
export function redisplayOf(session: Session, ticked: boolean): 'always' | 'limited' | 'unspecified' {
  if (ticked) return 'always';
  return session.setup || session.usage !== undefined ? 'limited' : 'unspecified';
}
