import { z } from 'zod';
import { listParams, paginate } from '../http/pagination.ts';
import { flag, readParams } from '../http/params.ts';
import {
  createPrice,
  createPriceParams,
  findPrice,
  updatePrice,
  updatePriceParams,
} from '../resources/catalog/prices.ts';
import {
  createProduct,
  createProductParams,
  deleteProduct,
  findProduct,
  updateProduct,
  updateProductParams,
} from '../resources/catalog/products.ts';
import type { Route } from './route.ts';

const productPage = z.strictObject({
  ...listParams,
  active: flag.optional(),
  ids: z.array(z.string()).optional(),
});
const pricePage = z.strictObject({
  ...listParams,
  active: flag.optional(),
  currency: z.string().optional(),
  lookup_keys: z.array(z.string()).max(10).optional(),
  product: z.string().optional(),
  type: z.enum(['one_time', 'recurring']).optional(),
});
const none = z.strictObject({ expand: z.array(z.string()).optional() });

export const catalogRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/products',
    run: (context, _, params) => createProduct(context, readParams(createProductParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/products',
    run: (context, _, params) => {
      const { active, ids, ...cut } = readParams(productPage, params);
      const matches = context.store.products.newestFirst(
        (product) =>
          (active === undefined || product.active === active) && (ids === undefined || ids.includes(product.id)),
      );
      return paginate(matches, cut, '/v1/products');
    },
  },
  {
    method: 'GET',
    path: '/v1/products/:id',
    run: (context, id, params) => {
      readParams(none, params);
      return findProduct(context, id);
    },
  },
  {
    method: 'POST',
    path: '/v1/products/:id',
    run: (context, id, params) => updateProduct(context, id, readParams(updateProductParams, params)),
  },
  { method: 'DELETE', path: '/v1/products/:id', run: (context, id) => deleteProduct(context, id) },

  {
    method: 'POST',
    path: '/v1/prices',
    run: (context, _, params) => createPrice(context, readParams(createPriceParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/prices',
    run: (context, _, params) => {
      const { active, currency, lookup_keys, product, type, ...cut } = readParams(pricePage, params);
      const matches = context.store.prices.newestFirst(
        (price) =>
          (active === undefined || price.active === active) &&
          (currency === undefined || price.currency === currency.toLowerCase()) &&
          (lookup_keys === undefined || (price.lookup_key !== null && lookup_keys.includes(price.lookup_key))) &&
          (product === undefined || price.product === product) &&
          (type === undefined || price.type === type),
      );
      return paginate(matches, cut, '/v1/prices');
    },
  },
  {
    method: 'GET',
    path: '/v1/prices/:id',
    run: (context, id, params) => {
      readParams(none, params);
      return findPrice(context, id);
    },
  },
  {
    method: 'POST',
    path: '/v1/prices/:id',
    run: (context, id, params) => updatePrice(context, id, readParams(updatePriceParams, params)),
  },
];
