import { z } from 'zod';
import { requireRoom } from '../clocks/membership.ts';
import { type OperationContext, objectId, seconds } from '../context.ts';
import { noSuch } from '../http/errors.ts';
import { expand, mergeMetadata, metadata } from '../http/params.ts';
import type { CustomerObject } from '../store/objects/customer.ts';

export const customerParams = z.strictObject({
  email: z.string().max(512).optional(),
  name: z.string().max(256).optional(),
  phone: z.string().max(20).optional(),
  description: z.string().optional(),
  metadata: metadata.optional(),
  expand,
});

export const createCustomerParams = customerParams.extend({ test_clock: z.string().optional() });

type CustomerParams = z.output<typeof customerParams>;

/** Makes a customer, who lives by a test clock if one is named. */
export function createCustomer(
  context: OperationContext,
  params: z.output<typeof createCustomerParams>,
): CustomerObject {
  if (params.test_clock !== undefined) requireRoom(context, params.test_clock);
  const id = objectId('cus', 14);
  const customer = context.store.customers.set(id, {
    id,
    object: 'customer',
    address: null,
    balance: 0,
    created: seconds(context.clock),
    currency: null,
    default_source: null,
    delinquent: false,
    description: params.description ?? null,
    discount: null,
    email: params.email ?? null,
    invoice_prefix: id.slice(4, 12).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    name: params.name ?? null,
    phone: params.phone ?? null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: params.test_clock ?? null,
  });
  context.events.emit('customer.created', customer, context);
  return customer;
}

export function findCustomer(context: OperationContext, id: string): CustomerObject {
  const customer = context.store.customers.get(id);
  if (customer === undefined) throw noSuch('customer', id);
  return customer;
}

export function updateCustomer(
  context: OperationContext,
  id: string,
  { metadata: change, expand: _, ...params }: CustomerParams,
): CustomerObject {
  const customer = findCustomer(context, id);
  const given = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, value === '' ? null : value]));
  const updated = context.store.customers.set(id, {
    ...customer,
    ...given,
    metadata: mergeMetadata(customer.metadata, change),
  });
  context.events.emit('customer.updated', updated, context);
  return updated;
}

export function deleteCustomer(context: OperationContext, id: string) {
  const customer = findCustomer(context, id);
  context.store.customers.delete(id);
  context.events.emit('customer.deleted', customer, context);
  return { id, object: 'customer', deleted: true } as const;
}
