import { z } from 'zod';
import { emptyable, integer } from '../../http/params.ts';
import type { AmountDetails } from '../../store/objects/payment-intent.ts';

/** What an amount is made of; minor units. https://docs.stripe.com/api/payment_intents/create#create_payment_intent-amount_details */
export const amountDetailsParams = emptyable(
  z.strictObject({
    discount_amount: integer.optional(),
    shipping: z
      .strictObject({
        amount: integer.optional(),
        from_postal_code: z.string().max(10).optional(),
        to_postal_code: z.string().max(10).optional(),
      })
      .optional(),
    tax: z.strictObject({ total_tax_amount: integer.optional() }).optional(),
  }),
).optional();

/** The details as the intent shows them; an empty text takes them all away. */
export function amountDetailsOf(
  params: z.output<typeof amountDetailsParams>,
  current: AmountDetails = { tip: {} },
): AmountDetails {
  if (params === undefined) return current;
  if (params === '') return { tip: {} };
  const { discount_amount, shipping, tax } = params;
  return {
    ...current,
    ...(discount_amount === undefined ? {} : { discount_amount }),
    ...(shipping === undefined
      ? {}
      : {
          shipping: {
            amount: shipping.amount ?? null,
            from_postal_code: shipping.from_postal_code ?? null,
            to_postal_code: shipping.to_postal_code ?? null,
          },
        }),
    ...(tax === undefined ? {} : { tax: { total_tax_amount: tax.total_tax_amount ?? null } }),
  };
}
