import { z } from 'zod';
import { listParams, pageParams, paginate } from '../http/pagination.ts';
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
import { nested, plain, type Route, takes } from './route.ts';

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
    ...takes(createCustomerParams, createCustomer),
  },
  {
    method: 'GET',
    path: '/v1/customers',
    ...takes(customerPage, (context, { email, test_clock = null, ...page }) => {
      const matches = context.store.customers.newestFirst(
        (customer) => customer.test_clock === test_clock && (email === undefined || customer.email === email),
      );
      return paginate(matches, page, '/v1/customers');
    }),
  },
  { method: 'GET', path: '/v1/customers/:id', ...plain(readCustomer) },
  {
    method: 'POST',
    path: '/v1/customers/:id',
    ...takes(updateCustomerParams, (context, params, { id }) => updateCustomer(context, id, params)),
  },
  { method: 'DELETE', path: '/v1/customers/:id', ...plain(deleteCustomer) },
  {
    method: 'GET',
    path: '/v1/customers/:id/payment_methods',
    ...takes(methodPage, (context, { allow_redisplay, type, ...page }, { id }) => {
      findCustomer(context, id);
      const methods = context.store.paymentMethods.newestFirst(
        (method) =>
          method.customer === id &&
          (type === undefined || method.type === type) &&
          (allow_redisplay === undefined || method.allow_redisplay === allow_redisplay),
      );
      return paginate(methods, page, `/v1/customers/${id}/payment_methods`);
    }),
  },
  {
    method: 'GET',
    path: '/v1/customers/:id/payment_methods/:inner',
    ...nested(findCustomersMethod),
  },
];
