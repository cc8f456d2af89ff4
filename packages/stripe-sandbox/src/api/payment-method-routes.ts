import { z } from 'zod';
import { pageParams, paginate } from '../http/pagination.ts';
import {
  createConfirmationToken,
  createConfirmationTokenParams,
  findConfirmationToken,
} from '../resources/elements/confirmation-tokens.ts';
import { requireOwnCard } from '../resources/elements/saved-cards.ts';
import { createPaymentMethodParams, updatePaymentMethodParams } from '../resources/payment-methods/params.ts';
import {
  attachPaymentMethod,
  createPaymentMethod,
  detachPaymentMethod,
  readPaymentMethod,
  updatePaymentMethod,
} from '../resources/payment-methods/payment-methods.ts';
import { plain, type Route, takes } from './route.ts';

const methodPage = z.strictObject({
  ...pageParams,
  allow_redisplay: z.enum(['always', 'limited', 'unspecified']).optional(),
  customer: z.string().optional(),
  type: z.string().optional(),
});
const attach = z.strictObject({ customer: z.string().min(1), expand: z.array(z.string()).optional() });

export const paymentMethodRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/payment_methods',
    publishable: true,
    ...takes(createPaymentMethodParams, createPaymentMethod),
  },
  {
    method: 'GET',
    path: '/v1/payment_methods',
    ...takes(methodPage, (context, { allow_redisplay, customer, type, ...page }) => {
      const matches = context.store.paymentMethods.newestFirst(
        (method) =>
          method.customer === (customer ?? null) &&
          (type === undefined || method.type === type) &&
          (allow_redisplay === undefined || method.allow_redisplay === allow_redisplay),
      );
      return paginate(matches, page, '/v1/payment_methods');
    }),
  },
  { method: 'GET', path: '/v1/payment_methods/:id', ...plain(readPaymentMethod) },
  {
    method: 'POST',
    path: '/v1/payment_methods/:id',
    ...takes(updatePaymentMethodParams, (context, params, { id }) => updatePaymentMethod(context, id, params)),
  },
  {
    method: 'POST',
    path: '/v1/payment_methods/:id/attach',
    ...takes(attach, (context, { customer }, { id }) => attachPaymentMethod(context, id, customer)),
  },
  { method: 'POST', path: '/v1/payment_methods/:id/detach', ...plain(detachPaymentMethod) },

  {
    method: 'POST',
    path: '/v1/confirmation_tokens',
    publishable: true,
    ...takes(createConfirmationTokenParams, (context, read, { asBrowser }) => {
      if (asBrowser)
        requireOwnCard(context, read.payment_method, { customerSession: read.customer_session_client_secret });
      return createConfirmationToken(context, read);
    }),
  },
  {
    method: 'POST',
    path: '/v1/test_helpers/confirmation_tokens',
    ...takes(createConfirmationTokenParams, createConfirmationToken),
  },
  { method: 'GET', path: '/v1/confirmation_tokens/:id', ...plain(findConfirmationToken) },
];
