import { z } from 'zod';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { noSuch } from '../../http/errors.ts';
import { integer } from '../../http/params.ts';
import type { MandateObject } from '../../store/objects/mandate.ts';

const text = z.string().max(5_000);

export const mandateDataParams = z.strictObject({
  customer_acceptance: z.strictObject({
    accepted_at: integer.optional(),
    offline: z.union([z.literal(''), z.strictObject({})]).optional(),
    online: z.strictObject({ ip_address: text.optional(), user_agent: text.optional() }).optional(),
    type: z.enum(['offline', 'online']),
  }),
});

export type MandateData = z.output<typeof mandateDataParams>;

/** Keeps the customer's leave to be charged again: https://docs.stripe.com/api/mandates/object */
export function createMandate(
  context: OperationContext,
  paymentMethod: string,
  { customer_acceptance: { accepted_at, online, type } }: MandateData,
): MandateObject {
  const id = objectId('mandate');
  return context.store.mandates.set(id, {
    id,
    object: 'mandate',
    customer_acceptance: {
      accepted_at: accepted_at ?? seconds(context.clock),
      ...(type === 'online'
        ? { online: { ip_address: online?.ip_address ?? null, user_agent: online?.user_agent ?? null } }
        : { offline: {} }),
      type,
    },
    livemode: false,
    multi_use: {},
    payment_method: paymentMethod,
    payment_method_details: { card: {}, type: 'card' },
    status: 'active',
    type: 'multi_use',
  });
}

/** The leave a payment method is charged by, the latest if there are several; null when none was given. */
export function mandateFor(context: OperationContext, paymentMethod: string): string | null {
  const [latest] = context.store.mandates.newestFirst((mandate) => mandate.payment_method === paymentMethod);
  return latest?.id ?? null;
}

/** Finds a mandate. Throws Stripe's 404. */
export function findMandate(context: OperationContext, id: string): MandateObject {
  const mandate = context.store.mandates.get(id);
  if (mandate === undefined) throw noSuch('mandate', id, 'mandate');
  return mandate;
}
