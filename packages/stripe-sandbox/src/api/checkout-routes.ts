import { z } from 'zod';
import { listParams, pageParams, paginate } from '../http/pagination.ts';
import { readParams } from '../http/params.ts';
import { createSessionParams, updateSessionParams } from '../resources/checkout/params.ts';
import { confirmPage, confirmPageParams, paymentPage, readPageParams } from '../resources/checkout/payment-pages.ts';
import {
  createSession,
  expireSession,
  findSession,
  lineItemsOf,
  updateSession,
} from '../resources/checkout/sessions.ts';
import { requireOwnCard } from '../resources/elements/saved-cards.ts';
import type { Route } from './route.ts';

const none = z.strictObject({ expand: z.array(z.string()).optional() });
const page = z.strictObject(pageParams);
const sessionPage = z.strictObject({
  ...listParams,
  customer: z.string().optional(),
  customer_details: z.strictObject({ email: z.string() }).optional(),
  payment_intent: z.string().optional(),
  status: z.enum(['complete', 'expired', 'open']).optional(),
});

export const checkoutRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/checkout/sessions',
    run: (context, _, params) => createSession(context, readParams(createSessionParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/checkout/sessions',
    run: (context, _, params) => {
      const { customer, customer_details, payment_intent, status, ...cut } = readParams(sessionPage, params);
      const matches = context.store.checkoutSessions.newestFirst(
        (session) =>
          (customer === undefined || session.customer === customer) &&
          (customer_details === undefined || session.customer_details?.email === customer_details.email) &&
          (payment_intent === undefined || session.payment_intent === payment_intent) &&
          (status === undefined || session.status === status),
      );
      return paginate(matches, cut, '/v1/checkout/sessions');
    },
  },
  {
    method: 'GET',
    path: '/v1/checkout/sessions/:id',
    run: (context, id, params) => {
      readParams(none, params);
      return findSession(context, id);
    },
  },
  {
    method: 'POST',
    path: '/v1/checkout/sessions/:id',
    run: (context, id, params) => updateSession(context, id, readParams(updateSessionParams, params)),
  },
  {
    method: 'POST',
    path: '/v1/checkout/sessions/:id/expire',
    run: (context, id, params) => {
      readParams(none, params);
      return expireSession(context, id);
    },
  },
  {
    method: 'GET',
    path: '/v1/checkout/sessions/:id/line_items',
    run: (context, id, params) =>
      paginate(lineItemsOf(context, id), readParams(page, params), `/v1/checkout/sessions/${id}/line_items`),
  },

  // What the hosted page asks; its answers are the page's own, not part of the documented API.
  {
    method: 'GET',
    path: '/v1/payment_pages/:id',
    publishable: true,
    run: (context, id, params, asBrowser) => {
      const { client_secret } = readParams(readPageParams, params);
      return paymentPage(context, findSession(context, id, asBrowser ? (client_secret ?? null) : client_secret));
    },
  },
  {
    method: 'POST',
    path: '/v1/payment_pages/:id/confirm',
    publishable: true,
    run: (context, id, params, asBrowser) => {
      const read = readParams(confirmPageParams, params);
      if (asBrowser) {
        const { customer } = findSession(context, id, read.client_secret ?? null);
        requireOwnCard(context, read.payment_method, { customer });
      }
      return confirmPage(context, id, read);
    },
  },
];
