import { z } from 'zod';
import { type OperationContext, objectId, seconds } from '../../context.ts';
import { invalidParam, noSuch } from '../../http/errors.ts';
import { expand, flag, mergeMetadata, metadata } from '../../http/params.ts';
import type { ProductObject } from '../../store/objects/product.ts';

const text = z.string().max(5_000);
const describable = {
  active: flag.optional(),
  description: text.optional(),
  images: z.array(text).max(8).optional(),
  metadata: metadata.optional(),
  shippable: flag.optional(),
  statement_descriptor: z.string().max(22).optional(),
  unit_label: z.string().max(12).optional(),
  url: text.optional(),
  expand,
};

export const createProductParams = z.strictObject({ id: z.string().optional(), name: text.min(1), ...describable });
export const updateProductParams = z.strictObject({
  name: text.min(1).optional(),
  default_price: z.string().optional(),
  ...describable,
});

/** Creates a product. Throws 400 when the id given is taken. */
export function createProduct(context: OperationContext, params: z.output<typeof createProductParams>): ProductObject {
  const id = params.id ?? objectId('prod', 14);
  if (context.store.products.get(id) !== undefined) {
    throw invalidParam('Product already exists.', 'id', 'resource_already_exists');
  }
  const now = seconds(context.clock);
  const product = context.store.products.set(id, {
    id,
    object: 'product',
    active: params.active ?? true,
    created: now,
    default_price: null,
    description: params.description || null,
    images: params.images ?? [],
    livemode: false,
    marketing_features: [],
    metadata: mergeMetadata({}, params.metadata),
    name: params.name,
    package_dimensions: null,
    shippable: params.shippable ?? null,
    statement_descriptor: params.statement_descriptor || null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: params.unit_label || null,
    updated: now,
    url: params.url || null,
  });
  context.events.emit('product.created', product, context);
  return product;
}

/** Finds a product. Throws Stripe's 404. */
export function findProduct(context: OperationContext, id: string): ProductObject {
  const product = context.store.products.get(id);
  if (product === undefined) throw noSuch('product', id);
  return product;
}

/** Changes a product; an empty text clears its field. The default price must be one of its own. */
export function updateProduct(
  context: OperationContext,
  id: string,
  { expand: _, metadata: change, ...params }: z.output<typeof updateProductParams>,
): ProductObject {
  const product = findProduct(context, id);
  if (params.default_price && context.store.prices.get(params.default_price)?.product !== id) {
    throw invalidParam(`No such price: '${params.default_price}'`, 'default_price', 'resource_missing');
  }
  const given = Object.fromEntries(
    Object.entries(params)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, value === '' ? null : value]),
  );
  const updated = context.store.products.set(id, {
    ...product,
    ...given,
    metadata: mergeMetadata(product.metadata, change),
    updated: seconds(context.clock),
  });
  context.events.emit('product.updated', updated, context, product);
  return updated;
}

/** Deletes a product that has no price, as prices cannot be deleted. */
export function deleteProduct(context: OperationContext, id: string) {
  const product = findProduct(context, id);
  if (context.store.prices.newestFirst((price) => price.product === id).length > 0) {
    throw invalidParam('This product cannot be deleted because it has one or more user-created prices.', 'id');
  }
  context.store.products.delete(id);
  context.events.emit('product.deleted', product, context);
  return { id, object: 'product', deleted: true } as const;
}
