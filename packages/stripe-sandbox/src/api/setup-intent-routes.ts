import { z } from 'zod';
import { pageParams, paginate } from '../http/pagination.ts';
import { readParams } from '../http/params.ts';
import { refuseWhileInCheckout } from '../resources/checkout-completion.ts';
import { requireOwnCard } from '../resources/saved-cards.ts';
import {
  cancelSetupIntent,
  cancelSetupIntentParams,
  confirmSetupIntent,
  confirmSetupIntentParams,
  createSetupIntent,
  createSetupIntentParams,
  findSetupIntent,
} from '../resources/setup-intents.ts';
import type { Route } from './routes.ts';

const setupPage = z.strictObject({
  ...pageParams,
  customer: z.string().optional(),
  payment_method: z.string().optional(),
});
const secretOnly = z.strictObject({ client_secret: z.string().optional(), expand: z.array(z.string()).optional() });

export const setupIntentRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/setup_intents',
    run: (context, _, params) => createSetupIntent(context, readParams(createSetupIntentParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/setup_intents',
    run: (context, _, params) => {
      const { customer, payment_method, ...cut } = readParams(setupPage, params);
      const matches = context.store.setupIntents.newestFirst(
        (intent) =>
          (customer === undefined || intent.customer === customer) &&
          (payment_method === undefined || intent.payment_method === payment_method),
      );
      return paginate(matches, cut, '/v1/setup_intents');
    },
  },
  {
    method: 'GET',
    path: '/v1/setup_intents/:id',
    publishable: true,
    run: (context, id, params, asBrowser) => {
      const { client_secret } = readParams(secretOnly, params);
      return findSetupIntent(context, id, asBrowser ? (client_secret ?? null) : client_secret);
    },
  },
  {
    method: 'POST',
    path: '/v1/setup_intents/:id/confirm',
    publishable: true,
    run: (context, id, params, asBrowser) => {
      const read = readParams(confirmSetupIntentParams, params);
      refuseWhileInCheckout(context, id, 'confirm');
      if (asBrowser) {
        const { customer } = findSetupIntent(context, id, read.client_secret ?? null);
        requireOwnCard(context, read.payment_method, { customer });
      }
      return confirmSetupIntent(context, id, read);
    },
  },
  {
    method: 'POST',
    path: '/v1/setup_intents/:id/cancel',
    run: (context, id, params) => {
      const { cancellation_reason } = readParams(cancelSetupIntentParams, params);
      return cancelSetupIntent(context, id, cancellation_reason);
    },
  },
];
