import { z } from 'zod';
import type { CollectedShipping, ShippingDetails } from '../../store/objects/shipping.ts';

const text = z.string().max(5_000);
const collected = {
  address: z.strictObject({
    city: text.optional(),
    country: text.optional(),
    line1: text.optional(),
    line2: text.optional(),
    postal_code: text.optional(),
    state: text.optional(),
  }),
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
    address: {
      city: address.city || null,
      country: address.country || null,
      line1: address.line1 || null,
      line2: address.line2 || null,
      postal_code: address.postal_code || null,
      state: address.state || null,
    },
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
