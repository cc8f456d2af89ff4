import { z } from 'zod';
import type { CollectedShipping, ShippingDetails } from '../../store/objects/shipping.ts';
import { addressOf, addressParams } from './addresses.ts';

const text = z.string().max(5_000);
const collected = {
  address: addressParams,
  name: text,
  phone: text.optional(),
};

export const collectedShippingParams = z.strictObject(collected);
export const shippingParams = z.strictObject({
  ...collected,
  carrier: text.optional(),
  tracking_number: text.optional(),
});

/** Shipping with every field Stripe shows of what an element collected. */
export function collectedShippingOf({
  address,
  name,
  phone,
}: z.output<typeof collectedShippingParams>): CollectedShipping {
  return {
    address: addressOf(address),
    name,
    phone: phone || null,
  };
}

/** Shipping with every field Stripe shows of a payment: https://docs.stripe.com/api/payment_intents/object#payment_intent_object-shipping */
export function shippingOf(params: z.output<typeof shippingParams>): ShippingDetails {
  const { carrier, tracking_number, ...rest } = params;
  return {
    ...collectedShippingOf(rest),
    carrier: carrier || null,
    tracking_number: tracking_number || null,
  };
}
