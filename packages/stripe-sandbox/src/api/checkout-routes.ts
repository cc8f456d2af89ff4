import { z } from 'zod';
import { listParams, pageParams, paginate } from '../http/pagination.ts';
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
import { plain, type Route, takes } from './route.ts';

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
    ...takes(createSessionParams, createSession),
  },
  {
    method: 'GET',
    path: '/v1/checkout/sessions',
    ...takes(sessionPage, (context, { customer, customer_details, payment_intent, status, ...cut }) => {
      const matches = context.store.checkoutSessions.newestFirst(
        (session) =>
          (customer === undefined || session.customer === customer) &&
          (customer_details === undefined || session.customer_details?.email === customer_details.email) &&
          (payment_intent === undefined || session.payment_intent === payment_intent) &&
          (status === undefined || session.status === status),
      );
      return paginate(matches, cut, '/v1/checkout/sessions');
    }),
  },
  {
    method: 'GET',
    path: '/v1/checkout/sessions/:id',
    ...plain(findSession),
  },
  {
    method: 'POST',
    path: '/v1/checkout/sessions/:id',
    ...takes(updateSessionParams, (context, params, { id }) => updateSession(context, id, params)),
  },
  {
    method: 'POST',
    path: '/v1/checkout/sessions/:id/expire',
    ...plain(expireSession),
  },
  {
    method: 'GET',
    path: '/v1/checkout/sessions/:id/line_items',
    ...takes(page, (context, cut, { id }) =>
      paginate(lineItemsOf(context, id), cut, `/v1/checkout/sessions/${id}/line_items`),
    ),
  },

  // What the hosted page asks; its answers are the page's own, not part of the documented API.
  {
    method: 'GET',
    path: '/v1/payment_pages/:id',
    publishable: true,
    ...takes(readPageParams, (context, { client_secret }, { id, asBrowser }) =>
      paymentPage(context, findSession(context, id, asBrowser ? (client_secret ?? null) : client_secret)),
    ),
  },
  {
    method: 'POST',
    path: '/v1/payment_pages/:id/confirm',
    publishable: true,
    ...takes(confirmPageParams, (context, read, { id, asBrowser }) => {
      if (asBrowser) {
        const { customer } = findSession(context, id, read.client_secret ?? null);
        requireOwnCard(context, read.payment_method, { customer });
      }
      return confirmPage(context, id, read);
    }),
  },
];
