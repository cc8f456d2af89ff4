import { z } from 'zod';
import { listParams, pageParams, paginate } from '../http/pagination.ts';
import { readParams } from '../http/params.ts';
import {
  createCustomer,
  createCustomerParams,
  deleteCustomer,
  findCustomer,
  readCustomer,
  updateCustomer,
  updateCustomerParams,
} from '../resources/customers/customers.ts';
import { findCustomersMethod } from '../resources/payment-methods/payment-methods.ts';
import { none, plain, type Route } from './route.ts';

const customerPage = z.strictObject({
  ...listParams,
  email: z.string().optional(),
  /** Customers who live by a test clock are listed only under it. */
  test_clock: z.string().optional(),
});
const methodPage = z.strictObject({
  ...pageParams,
  allow_redisplay: z.enum(['always', 'limited', 'unspecified']).optional(),
  type: z.string().optional(),
});

export const customerRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/customers',
    run: (context, _, params) => createCustomer(context, readParams(createCustomerParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/customers',
    run: (context, _, params) => {
      const { email, test_clock = null, ...page } = readParams(customerPage, params);
      const matches = context.store.customers.newestFirst(
        (customer) => customer.test_clock === test_clock && (email === undefined || customer.email === email),
      );
      return paginate(matches, page, '/v1/customers');
    },
  },
  { method: 'GET', path: '/v1/customers/:id', run: plain(readCustomer) },
  {
    method: 'POST',
    path: '/v1/customers/:id',
    run: (context, id, params) => updateCustomer(context, id, readParams(updateCustomerParams, params)),
  },
  { method: 'DELETE', path: '/v1/customers/:id', run: plain(deleteCustomer) },
  {
    method: 'GET',
    path: '/v1/customers/:id/payment_methods',
    run: (context, id, params) => {
      const { allow_redisplay, type, ...page } = readParams(methodPage, params);
      findCustomer(context, id);
      const methods = context.store.paymentMethods.newestFirst(
        (method) =>
          method.customer === id &&
          (type === undefined || method.type === type) &&
          (allow_redisplay === undefined || method.allow_redisplay === allow_redisplay),
      );
      return paginate(methods, page, `/v1/customers/${id}/payment_methods`);
    },
  },
  {
    method: 'GET',
    path: '/v1/customers/:id/payment_methods/:inner',
    run: (context, id, params, _, inner) => {
      readParams(none, params);
      return findCustomersMethod(context, id, inner);
    },
  },
];
