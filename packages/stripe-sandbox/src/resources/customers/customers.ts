import { z } from 'zod';
import { requireRoom } from '../../clocks/membership.ts';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { invalidParam, noSuch, noSuchParam } from '../../http/errors.ts';
import { emptyable, expand, integer, mergeMetadata, metadata } from '../../http/params.ts';
import type { CustomerObject, DeletedCustomerObject } from '../../store/objects/customer.ts';
import { attachPaymentMethod, detachPaymentMethod } from '../payment-methods/payment-methods.ts';
import { addressOf, addressParams } from '../shared/addresses.ts';
import { collectedShippingOf, collectedShippingParams } from '../shared/shipping.ts';

const text = z.string().max(5_000);

const shared = {
  address: emptyable(addressParams).optional(),
  balance: integer.optional(),
  description: text.optional(),
  email: z
    .string()
    .max(512)
    .refine((value) => value === '' || /^.+@.+$/s.test(value), { error: 'not an email address' })
    .optional(),
  invoice_prefix: z
    .string()
    .regex(/^[A-Z0-9]{3,12}$/, 'must be 3 to 12 upper-case letters or digits')
    .optional(),
  invoice_settings: z
    .strictObject({
      custom_fields: emptyable(
        z.array(z.strictObject({ name: z.string().max(40), value: z.string().max(140) })).max(4),
      ).optional(),
      default_payment_method: z.string().optional(),
      footer: text.optional(),
    })
    .optional(),
  metadata: metadata.optional(),
  name: z.string().max(256).optional(),
  phone: z.string().max(20).optional(),
  preferred_locales: z.array(z.string()).optional(),
  shipping: emptyable(collectedShippingParams).optional(),
  tax_exempt: emptyable(z.enum(['exempt', 'none', 'reverse'])).optional(),
  expand,
};

export const createCustomerParams = z.strictObject({
  ...shared,
  payment_method: z.string().optional(),
  test_clock: z.string().optional(),
});
export const updateCustomerParams = z.strictObject(shared);

type CustomerParams = z.output<typeof updateCustomerParams>;

/** Makes a customer, with `payment_method` attached and living by a test clock if one is named: https://docs.stripe.com/api/customers/create */
export function createCustomer(
  context: OperationContext,
  { payment_method, test_clock, ...params }: z.output<typeof createCustomerParams>,
): CustomerObject {
  if (test_clock !== undefined) requireRoom(context, test_clock);
  const id = objectId('cus', 14);
  const { default_payment_method } = params.invoice_settings ?? {};
  const fresh = context.store.customers.set(id, {
    ...emptyCustomer(id, seconds(context.clock)),
    test_clock: test_clock ?? null,
  });
  try {
    const method = payment_method === undefined ? undefined : attachPaymentMethod(context, payment_method, id);
    // The alias of a test card names another method once it is attached.
    const named = default_payment_method === payment_method ? method?.id : default_payment_method;
    const customer = context.store.customers.set(id, withParams(context, fresh, params, named));
    context.events.emit('customer.created', customer, context);
    return customer;
  } catch (error) {
    context.store.customers.delete(id);
    throw error;
  }
}

/** Finds a customer. Throws Stripe's 404 for one that is not there or gone. */
export function findCustomer(context: OperationContext, id: string): CustomerObject {
  const customer = context.store.customers.get(id);
  if (customer === undefined) throw noSuch('customer', id);
  return customer;
}

/** A customer, or what Stripe says of one that was deleted. Throws Stripe's 404 for one that never was. */
export function readCustomer(context: OperationContext, id: string): CustomerObject | DeletedCustomerObject {
  return context.store.deletedCustomers.get(id) ?? findCustomer(context, id);
}

/** Changes a customer: https://docs.stripe.com/api/customers/update */
export function updateCustomer(context: OperationContext, id: string, params: CustomerParams): CustomerObject {
  const customer = findCustomer(context, id);
  const changed = withParams(context, customer, params, params.invoice_settings?.default_payment_method);
  const updated = context.store.customers.set(id, changed);
  context.events.emit('customer.updated', updated, context, customer);
  return updated;
}

/** Deletes a customer for good; their cards are detached, and payments keep naming them. */
export function deleteCustomer(context: OperationContext, id: string): DeletedCustomerObject {
  const customer = findCustomer(context, id);
  for (const method of context.store.paymentMethods.newestFirst((kept) => kept.customer === id)) {
    detachPaymentMethod(context, method.id);
  }
  context.store.customers.delete(id);
  context.events.emit('customer.deleted', customer, context);
  return context.store.deletedCustomers.set(id, { id, object: 'customer', deleted: true });
}

function emptyCustomer(id: string, created: number): CustomerObject {
  return {
    id,
    object: 'customer',
    address: null,
    balance: 0,
    created,
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: id.slice(4, 12).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: null,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
}

function withParams(
  context: OperationContext,
  customer: CustomerObject,
  params: CustomerParams,
  defaultMethod: string | undefined,
): CustomerObject {
  const { address, shipping, invoice_settings, tax_exempt } = params;
  return {
    ...customer,
    address: address === undefined ? customer.address : address === '' ? null : addressOf(address),
    balance: params.balance ?? customer.balance,
    description: textToSet(params.description, customer.description),
    email: textToSet(params.email, customer.email),
    invoice_prefix: params.invoice_prefix ?? customer.invoice_prefix,
    invoice_settings: {
      ...customer.invoice_settings,
      ...(invoice_settings?.custom_fields === undefined
        ? {}
        : { custom_fields: invoice_settings.custom_fields || null }),
      ...(defaultMethod === undefined
        ? {}
        : { default_payment_method: defaultMethod === '' ? null : ownMethod(context, customer.id, defaultMethod) }),
      footer: textToSet(invoice_settings?.footer, customer.invoice_settings.footer),
    },
    metadata: mergeMetadata(customer.metadata, params.metadata),
    name: textToSet(params.name, customer.name),
    phone: textToSet(params.phone, customer.phone),
    preferred_locales: params.preferred_locales ?? customer.preferred_locales,
    shipping: shipping === undefined ? customer.shipping : shipping === '' ? null : collectedShippingOf(shipping),
    tax_exempt: tax_exempt === undefined ? customer.tax_exempt : tax_exempt || 'none',
  };
}

/** Throws 400 unless the customer keeps the method. */
function ownMethod(context: OperationContext, customer: string, id: string): string {
  const param = 'invoice_settings[default_payment_method]';
  const method = context.store.paymentMethods.get(id);
  if (method === undefined) throw noSuchParam('PaymentMethod', id, param);
  if (method.customer === customer) return id;
  throw invalidParam(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    param,
    'resource_missing',
  );
}

function textToSet(given: string | undefined, current: string | null): string | null {
  return given === undefined ? current : given || null;
}
