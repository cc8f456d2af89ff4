export type RedisplayFilter = 'always' | 'limited' | 'unspecified';
export type Switch = 'disabled' | 'enabled';

export interface CustomerSheetFeatures {
  payment_method_allow_redisplay_filters: RedisplayFilter[];
  payment_method_remove: Switch;
}

export interface MobilePaymentElementFeatures extends CustomerSheetFeatures {
  payment_method_redisplay: Switch;
  payment_method_save: Switch;
  payment_method_save_allow_redisplay_override: RedisplayFilter | null;
}

export interface PaymentElementFeatures extends CustomerSheetFeatures {
  payment_method_redisplay: Switch;
  payment_method_redisplay_limit: number;
  payment_method_save: Switch;
  payment_method_save_usage: 'off_session' | 'on_session' | null;
}

/** A customer session in Stripe's own shape: https://docs.stripe.com/api/customer_sessions/object */
export interface CustomerSessionObject {
  object: 'customer_session';
  client_secret: string;
  components: {
    active_entitlements: { enabled: boolean };
    buy_button: { enabled: boolean };
    customer_portal: { enabled: boolean };
    customer_sheet: { enabled: boolean; features: CustomerSheetFeatures | null };
    mobile_payment_element: { enabled: boolean; features: MobilePaymentElementFeatures | null };
    payment_element: { enabled: boolean; features: PaymentElementFeatures | null };
    pricing_table: { enabled: boolean };
  };
  created: number;
  customer: string;
  customer_account: null;
  expires_at: number;
  livemode: false;
}

/** How the store keeps a session, which has no id of its own: under its secret. */
export interface KeptCustomerSession {
  readonly id: string;
  readonly session: CustomerSessionObject;
}
