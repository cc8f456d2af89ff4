import type { BillingDetails, CardDetails } from './payment-method.ts';
import type { ShippingDetails } from './shipping.ts';

export interface ChargeCardDetails {
  amount_authorized: number | null;
  authorization_code: string | null;
  brand: string;
  capture_before?: number;
  checks: CardDetails['checks'];
  country: string;
  electronic_commerce_indicator: string | null;
  exp_month: number;
  exp_year: number;
  extended_authorization: { status: 'disabled' };
  fingerprint: string;
  funding: string;
  incremental_authorization: { status: 'unavailable' };
  installments: null;
  last4: string;
  mandate: string | null;
  multicapture: { status: 'unavailable' };
  network: string;
  network_token: { used: boolean };
  network_transaction_id: string | null;
  overcapture: { maximum_amount_capturable: number; status: 'unavailable' };
  regulated_status: string;
  three_d_secure: {
    authentication_flow: 'challenge';
    electronic_commerce_indicator: '02' | '05';
    exemption_indicator: null;
    result: 'authenticated';
    result_reason: null;
    transaction_id: string;
    version: '2.2.0';
  } | null;
  transaction_link_id: null;
  wallet: null;
}

/** Why a charge ended as it did: https://docs.stripe.com/api/charges/object#charge_object-outcome */
export interface ChargeOutcome {
  advice_code: string | null;
  network_advice_code: null;
  network_decline_code: string | null;
  network_status: 'approved_by_network' | 'declined_by_network' | 'not_sent_to_network';
  reason: string | null;
  risk_level: 'normal' | 'elevated' | 'highest';
  risk_score: number;
  seller_message: string;
  type: 'authorized' | 'issuer_declined' | 'blocked';
}

export interface ChargeObject {
  id: string;
  object: 'charge';
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  application: null;
  application_fee: null;
  application_fee_amount: null;
  balance_transaction: string | null;
  billing_details: BillingDetails;
  calculated_statement_descriptor: string;
  captured: boolean;
  created: number;
  currency: string;
  customer: string | null;
  description: string | null;
  disputed: boolean;
  failure_balance_transaction: null;
  failure_code: string | null;
  failure_message: string | null;
  fraud_details: { user_report?: 'fraudulent' | 'safe' };
  livemode: false;
  metadata: Record<string, string>;
  on_behalf_of: null;
  outcome: ChargeOutcome;
  paid: boolean;
  payment_intent: string;
  payment_method: string;
  payment_method_details: { type: 'card'; card: ChargeCardDetails };
  receipt_email: string | null;
  receipt_number: null;
  receipt_url: string | null;
  refunded: boolean;
  review: null;
  shipping: ShippingDetails | null;
  source: null;
  source_transfer: null;
  statement_descriptor: string | null;
  statement_descriptor_suffix: string | null;
  status: 'succeeded' | 'failed' | 'pending';
  transfer_data: null;
  transfer_group: string | null;
}
