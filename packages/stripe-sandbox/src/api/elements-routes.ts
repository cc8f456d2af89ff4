import { z } from 'zod';
import { readParams } from '../http/params.ts';
import { createCustomerSession, createCustomerSessionParams } from '../resources/elements/customer-sessions.ts';
import { removeSavedCard } from '../resources/elements/saved-cards.ts';
import { elementsSessionParams, readElementsSession } from '../resources/elements/sessions.ts';
import type { Route } from './route.ts';

const forCustomer = z.strictObject({ customer_session_client_secret: z.string() });

/** What Elements are made with, by the merchant's server, and what they ask for from the browser. */
export const elementsRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/customer_sessions',
    run: (context, _, params) => createCustomerSession(context, readParams(createCustomerSessionParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/elements/sessions',
    publishable: true,
    run: (context, _, params) => readElementsSession(context, readParams(elementsSessionParams, params)),
  },
  {
    method: 'POST',
    path: '/v1/elements/payment_methods/:id/detach',
    publishable: true,
    run: (context, id, params) =>
      removeSavedCard(context, id, readParams(forCustomer, params).customer_session_client_secret),
  },
];
