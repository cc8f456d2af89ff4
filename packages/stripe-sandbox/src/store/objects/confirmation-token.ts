import type { PaymentMethodObject } from './payment-method.ts';
import type { CollectedShipping } from './shipping.ts';

export interface ConfirmationTokenObject {
  id: string;
  object: 'confirmation_token';
  created: number;
  expires_at: number;
  livemode: false;
  mandate_data: null;
  metadata: Record<string, string>;
  payment_intent: string | null;
  payment_method_options: null;
  payment_method_preview: Omit<PaymentMethodObject, 'id' | 'object' | 'created' | 'livemode' | 'metadata'>;
  return_url: string | null;
  setup_future_usage: 'on_session' | 'off_session' | null;
  setup_intent: string | null;
  shipping: CollectedShipping | null;
  use_stripe_sdk: boolean;
}
