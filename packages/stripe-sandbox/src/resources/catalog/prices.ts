import { z } from 'zod';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { invalidParam, noSuch } from '../../http/errors.ts';
import { expand, flag, integer, mergeMetadata, metadata } from '../../http/params.ts';
import type { PriceObject } from '../../store/objects/price.ts';

const changeable = {
  active: flag.optional(),
  lookup_key: z.string().max(200).optional(),
  metadata: metadata.optional(),
  nickname: z.string().max(5_000).optional(),
  tax_behavior: z.enum(['exclusive', 'inclusive', 'unspecified']).optional(),
  transfer_lookup_key: flag.optional(),
  expand,
};

export const createPriceParams = z.strictObject({
  currency: z.string(),
  product: z.string(),
  unit_amount: integer,
  recurring: z
    .strictObject({ interval: z.enum(['day', 'week', 'month', 'year']), interval_count: integer.optional() })
    .optional(),
  ...changeable,
});
export const updatePriceParams = z.strictObject(changeable);

/** Creates a price of a product, in minor units of its currency. Throws 400 on an unknown product or a lookup key in use. */
export function createPrice(context: OperationContext, params: z.output<typeof createPriceParams>): PriceObject {
  const currency = params.currency.toLowerCase();
  if (!/^[a-z]{3}$/.test(currency)) throw invalidParam(`Invalid currency: ${params.currency}.`, 'currency');
  if (params.unit_amount < 0) {
    throw invalidParam('This value must be greater than or equal to 0.', 'unit_amount', 'parameter_invalid_integer');
  }
  if (context.store.products.get(params.product) === undefined) {
    throw invalidParam(`No such product: '${params.product}'`, 'product', 'resource_missing');
  }
  const recurring = recurringOf(params.recurring);
  const id = objectId('price');
  claimLookupKey(context, id, params.lookup_key, params.transfer_lookup_key);
  const price = context.store.prices.set(id, {
    id,
    object: 'price',
    active: params.active ?? true,
    billing_scheme: 'per_unit',
    created: seconds(context.clock),
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: params.lookup_key || null,
    metadata: mergeMetadata({}, params.metadata),
    nickname: params.nickname || null,
    product: params.product,
    recurring,
    tax_behavior: params.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: recurring === null ? 'one_time' : 'recurring',
    unit_amount: params.unit_amount,
    unit_amount_decimal: String(params.unit_amount),
  });
  context.events.emit('price.created', price, context);
  return price;
}

/** Finds a price. Throws Stripe's 404. */
export function findPrice(context: OperationContext, id: string): PriceObject {
  const price = context.store.prices.get(id);
  if (price === undefined) throw noSuch('price', id, 'price');
  return price;
}

/** Changes what may change of a price: never its amount, currency or product. */
export function updatePrice(
  context: OperationContext,
  id: string,
  params: z.output<typeof updatePriceParams>,
): PriceObject {
  const price = findPrice(context, id);
  claimLookupKey(context, id, params.lookup_key, params.transfer_lookup_key);
  const updated = context.store.prices.set(id, {
    ...price,
    active: params.active ?? price.active,
    lookup_key: params.lookup_key === undefined ? price.lookup_key : params.lookup_key || null,
    metadata: mergeMetadata(price.metadata, params.metadata),
    nickname: params.nickname === undefined ? price.nickname : params.nickname || null,
    tax_behavior: params.tax_behavior ?? price.tax_behavior,
  });
  context.events.emit('price.updated', updated, context, price);
  return updated;
}

/** A lookup key names one price at a time; only when told to does it move. */
function claimLookupKey(
  context: OperationContext,
  id: string,
  key: string | undefined,
  transfer: boolean | undefined,
): void {
  if (key === undefined || key === '') return;
  const [holder] = context.store.prices.newestFirst((price) => price.lookup_key === key && price.id !== id);
  if (holder === undefined) return;
  if (transfer !== true) {
    throw invalidParam(`A price (\`${holder.id}\`) already uses that lookup key.`, 'lookup_key');
  }
  const freed = context.store.prices.set(holder.id, { ...holder, lookup_key: null });
  context.events.emit('price.updated', freed, context, holder);
}

function recurringOf(recurring: z.output<typeof createPriceParams>['recurring']): PriceObject['recurring'] {
  if (recurring === undefined) return null;
  const count = recurring.interval_count ?? 1;
  if (count < 1) {
    throw invalidParam(
      'This value must be greater than or equal to 1.',
      'recurring[interval_count]',
      'parameter_invalid_integer',
    );
  }
  return {
    interval: recurring.interval,
    interval_count: count,
    meter: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}
