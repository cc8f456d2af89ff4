import { z } from 'zod';
import type { BillingDetails } from '../../store/objects/payment-method.ts';

export type Address = BillingDetails['address'];

const text = z.string().max(5_000);

export const addressParams = z.strictObject({
  city: text.optional(),
  country: text.optional(),
  line1: text.optional(),
  line2: text.optional(),
  postal_code: text.optional(),
  state: text.optional(),
});

const NO_ADDRESS: Address = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
};

/** An address with every field Stripe shows: what is not given is as in `current`, what is given empty is unset. */
export function addressOf(params: z.output<typeof addressParams> | undefined, current = NO_ADDRESS): Address {
  if (params === undefined) return NO_ADDRESS;
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  return { ...current, ...Object.fromEntries(given.map(([name, value]) => [name, value || null])) };
}
