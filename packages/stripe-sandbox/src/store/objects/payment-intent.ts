import type { MethodChoice } from './method-choice.ts';
import type { PaymentMethodObject } from './payment-method.ts';
import type { ShippingDetails } from './shipping.ts';

export interface LastPaymentError {
  type: 'card_error' | 'invalid_request_error';
  code: string;
  message: string;
  decline_code?: string;
  advice_code?: string;
  network_decline_code?: string;
  charge?: string;
  param?: string;
  doc_url: string;
  payment_method?: PaymentMethodObject;
  payment_method_type?: string;
}

/** What an amount is made of; minor units. */
export interface AmountDetails {
  discount_amount?: number;
  shipping?: { amount: number | null; from_postal_code: string | null; to_postal_code: string | null };
  tax?: { total_tax_amount: number | null };
  tip: Record<string, never>;
}

export interface PaymentIntentObject extends MethodChoice {
  id: string;
  object: 'payment_intent';
  amount: number;
  amount_capturable: number;
  amount_details: AmountDetails;
  amount_received: number;
  application: null;
  application_fee_amount: null;
  canceled_at: number | null;
  cancellation_reason: string | null;
  capture_method: string;
  client_secret: string;
  confirmation_method: string;
  created: number;
  currency: string;
  customer: string | null;
  customer_account: null;
  description: string | null;
  last_payment_error: LastPaymentError | null;
  latest_charge: string | null;
  livemode: false;
  managed_payments: null;
  metadata: Record<string, string>;
  next_action: Record<string, unknown> | null;
  on_behalf_of: null;
  payment_method: string | null;
  payment_method_configuration_details: null;
  payment_method_options: {
    card: {
      installments: null;
      mandate_options: null;
      network: null;
      request_three_d_secure: 'any' | 'automatic' | 'challenge';
    };
  };
  payment_record: null;
  processing: null;
  receipt_email: string | null;
  review: null;
  setup_future_usage: string | null;
  shipping: ShippingDetails | null;
  source: null;
  statement_descriptor: string | null;
  statement_descriptor_suffix: string | null;
  status: string;
  transfer_data: null;
  transfer_group: null;
}
