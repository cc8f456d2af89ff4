import type { PriceObject } from './price.ts';

/** A line of a checkout session in Stripe's own shape: https://docs.stripe.com/api/checkout/sessions/line_items */
export interface LineItemObject {
  id: string;
  object: 'item';
  adjustable_quantity: null;
  amount_discount: number;
  amount_subtotal: number;
  amount_tax: number;
  amount_total: number;
  currency: string;
  description: string;
  metadata: Record<string, string>;
  price: PriceObject;
  quantity: number;
}
