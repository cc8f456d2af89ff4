import type { MethodChoice } from './method-choice.ts';
import type { LastPaymentError } from './payment-intent.ts';

/** A setup intent in Stripe's own shape: https://docs.stripe.com/api/setup_intents/object */
export interface SetupIntentObject extends MethodChoice {
  id: string;
  object: 'setup_intent';
  application: null;
  cancellation_reason: string | null;
  client_secret: string;
  created: number;
  customer: string | null;
  customer_account: null;
  description: string | null;
  flow_directions: null;
  last_setup_error: LastPaymentError | null;
  latest_attempt: string | null;
  livemode: false;
  managed_payments: null;
  mandate: string | null;
  metadata: Record<string, string>;
  next_action: Record<string, unknown> | null;
  on_behalf_of: null;
  payment_method: string | null;
  payment_method_configuration_details: null;
  payment_method_options: {
    card: { mandate_options: null; network: null; request_three_d_secure: 'any' | 'automatic' | 'challenge' };
  };
  single_use_mandate: null;
  status: 'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'succeeded' | 'canceled';
  usage: 'off_session' | 'on_session';
}
