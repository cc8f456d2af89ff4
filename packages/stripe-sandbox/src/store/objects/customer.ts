import type { BillingDetails } from './payment-method.ts';
import type { CollectedShipping } from './shipping.ts';

export interface CustomerObject {
  id: string;
  object: 'customer';
  address: BillingDetails['address'] | null;
  balance: number;
  created: number;
  currency: string | null;
  default_source: null;
  delinquent: boolean;
  description: string | null;
  discount: null;
  email: string | null;
  invoice_prefix: string;
  invoice_settings: {
    custom_fields: { name: string; value: string }[] | null;
    default_payment_method: string | null;
    footer: string | null;
    rendering_options: null;
  };
  livemode: false;
  metadata: Record<string, string>;
  name: string | null;
  phone: string | null;
  preferred_locales: string[];
  shipping: CollectedShipping | null;
  tax_exempt: string;
  test_clock: string | null;
}

/** What is left of a customer who was deleted. */
export interface DeletedCustomerObject {
  id: string;
  object: 'customer';
  deleted: true;
}
