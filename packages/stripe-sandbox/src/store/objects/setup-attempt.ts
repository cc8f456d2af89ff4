import type { LastPaymentError } from './payment-intent.ts';
import type { CardDetails } from './payment-method.ts';

/** One try to set a card up, in Stripe's own shape: https://docs.stripe.com/api/setup_attempts/object */
export interface SetupAttemptObject {
  id: string;
  object: 'setup_attempt';
  application: null;
  created: number;
  customer: string | null;
  customer_account: null;
  flow_directions: null;
  livemode: false;
  on_behalf_of: null;
  payment_method: string;
  payment_method_details: {
    card: {
      brand: string;
      checks: CardDetails['checks'];
      country: string;
      exp_month: number;
      exp_year: number;
      fingerprint: string;
      funding: string;
      last4: string;
      network: string;
      three_d_secure: ThreeDSecureResult | null;
      wallet: null;
    };
    type: 'card';
  };
  setup_error: LastPaymentError | null;
  setup_intent: string;
  status: 'requires_action' | 'succeeded' | 'failed' | 'abandoned';
  usage: 'off_session' | 'on_session';
}

export interface ThreeDSecureResult {
  authentication_flow: 'challenge';
  electronic_commerce_indicator: '05' | null;
  result: 'authenticated' | 'failed';
  result_reason: 'rejected' | null;
  transaction_id: null;
  version: '2.2.0';
}
