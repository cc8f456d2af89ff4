import { z } from 'zod';
import { createCustomerSession, createCustomerSessionParams } from '../resources/elements/customer-sessions.ts';
import { removeSavedCard } from '../resources/elements/saved-cards.ts';
import { elementsSessionParams, readElementsSession } from '../resources/elements/sessions.ts';
import { type Route, takes } from './route.ts';

const forCustomer = z.strictObject({ customer_session_client_secret: z.string() });

/** What Elements are made with, by the merchant's server, and what they ask for from the browser. */
export const elementsRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/customer_sessions',
    ...takes(createCustomerSessionParams, createCustomerSession),
  },
  {
    method: 'GET',
    path: '/v1/elements/sessions',
    publishable: true,
    ...takes(elementsSessionParams, readElementsSession),
  },
  {
    method: 'POST',
    path: '/v1/elements/payment_methods/:id/detach',
    publishable: true,
    ...takes(forCustomer, (context, { customer_session_client_secret }, { id }) =>
      removeSavedCard(context, id, customer_session_client_secret),
    ),
  },
];
