import { z } from 'zod';
import { emptyable, expand, metadata } from '../../http/params.ts';
import type { BillingDetails } from '../../store/objects/payment-method.ts';
import { addressOf, addressParams } from '../shared/addresses.ts';
import type { TypedCard } from './card-details.ts';

const text = z.string().max(5_000);
const allowRedisplay = z.enum(['always', 'limited', 'unspecified']);

export const billingParams = z.strictObject({
  address: emptyable(addressParams).optional(),
  email: text.optional(),
  name: text.optional(),
  phone: text.optional(),
  tax_id: text.optional(),
});

/** A card as it was typed, or as one of Stripe's test tokens stands for it. */
const cardParams = z
  .strictObject({
    number: text.optional(),
    exp_month: text.optional(),
    exp_year: text.optional(),
    cvc: text.optional(),
    token: text.optional(),
  })
  .transform(({ number, exp_month, exp_year, cvc, token }, refinement): TypedCard | { readonly token: string } => {
    if (token !== undefined && number === undefined) return { token };
    if (token !== undefined) {
      refinement.addIssue({
        code: 'custom',
        message: 'a token stands for a number; give one of them',
        path: ['token'],
      });
      return z.NEVER;
    }
    if (number !== undefined && exp_month !== undefined && exp_year !== undefined) {
      return { number, exp_month, exp_year, cvc };
    }
    const missing = number === undefined ? 'number' : exp_month === undefined ? 'exp_month' : 'exp_year';
    refinement.addIssue({ code: 'invalid_type', expected: 'string', input: undefined, path: [missing] });
    return z.NEVER;
  });

export const paymentMethodData = {
  type: z.literal('card', { error: 'only card is supported' }),
  card: cardParams.optional(),
  billing_details: billingParams.optional(),
  allow_redisplay: allowRedisplay.optional(),
  metadata: metadata.optional(),
};

export const createPaymentMethodParams = z.strictObject({ ...paymentMethodData, expand });
export const updatePaymentMethodParams = z.strictObject({
  allow_redisplay: allowRedisplay.optional(),
  billing_details: billingParams.optional(),
  card: z.strictObject({ exp_month: text.optional(), exp_year: text.optional() }).optional(),
  metadata: metadata.optional(),
  expand,
});

export const NO_BILLING: BillingDetails = {
  address: addressOf(undefined),
  email: null,
  name: null,
  phone: null,
  tax_id: null,
};

/** Billing details with every field Stripe shows; what is not given stays, what is given empty is unset. */
export function billingOf(params: z.output<typeof billingParams> = {}, current = NO_BILLING): BillingDetails {
  const { address, email, name, phone, tax_id } = params;
  return {
    address: address === undefined ? current.address : addressOf(address || undefined, current.address),
    email: email === undefined ? current.email : email || null,
    name: name === undefined ? current.name : name || null,
    phone: phone === undefined ? current.phone : phone || null,
    tax_id: tax_id === undefined ? current.tax_id : tax_id || null,
  };
}
