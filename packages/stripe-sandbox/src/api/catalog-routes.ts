import { z } from 'zod';
import { listParams, paginate } from '../http/pagination.ts';
import { flag } from '../http/params.ts';
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
import { plain, type Route, takes } from './route.ts';

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

export const catalogRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/products',
    ...takes(createProductParams, createProduct),
  },
  {
    method: 'GET',
    path: '/v1/products',
    ...takes(productPage, (context, { active, ids, ...cut }) => {
      const matches = context.store.products.newestFirst(
        (product) =>
          (active === undefined || product.active === active) && (ids === undefined || ids.includes(product.id)),
      );
      return paginate(matches, cut, '/v1/products');
    }),
  },
  {
    method: 'GET',
    path: '/v1/products/:id',
    ...plain(findProduct),
  },
  {
    method: 'POST',
    path: '/v1/products/:id',
    ...takes(updateProductParams, (context, params, { id }) => updateProduct(context, id, params)),
  },
  { method: 'DELETE', path: '/v1/products/:id', ...plain(deleteProduct) },

  {
    method: 'POST',
    path: '/v1/prices',
    ...takes(createPriceParams, createPrice),
  },
  {
    method: 'GET',
    path: '/v1/prices',
    ...takes(pricePage, (context, { active, currency, lookup_keys, product, type, ...cut }) => {
      const matches = context.store.prices.newestFirst(
        (price) =>
          (active === undefined || price.active === active) &&
          (currency === undefined || price.currency === currency.toLowerCase()) &&
          (lookup_keys === undefined || (price.lookup_key !== null && lookup_keys.includes(price.lookup_key))) &&
          (product === undefined || price.product === product) &&
          (type === undefined || price.type === type),
      );
      return paginate(matches, cut, '/v1/prices');
    }),
  },
  {
    method: 'GET',
    path: '/v1/prices/:id',
    ...plain(findPrice),
  },
  {
    method: 'POST',
    path: '/v1/prices/:id',
    ...takes(updatePriceParams, (context, params, { id }) => updatePrice(context, id, params)),
  },
];
