import type { BillingDetails } from './payment-method.ts';

/** Where goods go, as an element collects it. */
export interface CollectedShipping {
  address: BillingDetails['address'];
  name: string;
  phone: string | null;
}

/** Where goods go, and how, as a payment keeps it. */
export interface ShippingDetails extends CollectedShipping {
  carrier: string | null;
  tracking_number: string | null;
}
