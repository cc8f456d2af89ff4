export interface CardDetails {
  brand: string;
  last4: string;
  exp_month: number;
  exp_year: number;
  country: string;
  funding: string;
  fingerprint: string;
  checks: { address_line1_check: string | null; address_postal_code_check: string | null; cvc_check: string | null };
  three_d_secure_usage: { supported: boolean };
  networks: { available: string[]; preferred: string | null };
  wallet: null;
  display_brand: string;
  generated_from: null;
  regulated_status: string;
}

export interface BillingDetails {
  address: Record<'city' | 'country' | 'line1' | 'line2' | 'postal_code' | 'state', string | null>;
  email: string | null;
  name: string | null;
  phone: string | null;
  tax_id: string | null;
}

export interface PaymentMethodObject {
  id: string;
  object: 'payment_method';
  type: 'card';
  card: CardDetails;
  billing_details: BillingDetails;
  allow_redisplay: string;
  customer: string | null;
  customer_account: null;
  created: number;
  livemode: false;
  metadata: Record<string, string>;
}
