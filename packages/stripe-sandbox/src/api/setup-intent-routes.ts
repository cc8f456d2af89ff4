import { z } from 'zod';
import { listParams, paginate } from '../http/pagination.ts';
import { refuseWhileInCheckout } from '../resources/checkout/completion.ts';
import { requireOwnCard } from '../resources/elements/saved-cards.ts';
import { findMandate } from '../resources/intents/mandates.ts';
import { confirmSetupIntent } from '../resources/setup-intents/confirmation.ts';
import { findSetupIntent } from '../resources/setup-intents/lookup.ts';
import {
  cancelSetupIntentParams,
  confirmSetupIntentParams,
  createSetupIntentParams,
  updateSetupIntentParams,
} from '../resources/setup-intents/params.ts';
import { cancelSetupIntent, createSetupIntent, updateSetupIntent } from '../resources/setup-intents/setup-intents.ts';
import { list, plain, type Route, secretOnly, takes } from './route.ts';

const attemptPage = z.strictObject({ ...listParams, setup_intent: z.string().min(1) });

export const setupIntentRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/setup_intents',
    ...takes(createSetupIntentParams, createSetupIntent),
  },
  list('/v1/setup_intents', ['customer', 'payment_method'], ({ store }, matches) =>
    store.setupIntents.newestFirst(matches),
  ),
  {
    method: 'GET',
    path: '/v1/setup_intents/:id',
    publishable: true,
    ...takes(secretOnly, (context, { client_secret }, { id, asBrowser }) =>
      findSetupIntent(context, id, asBrowser ? (client_secret ?? null) : client_secret),
    ),
  },
  {
    method: 'POST',
    path: '/v1/setup_intents/:id',
    ...takes(updateSetupIntentParams, (context, params, { id }) => updateSetupIntent(context, id, params)),
  },
  {
    method: 'POST',
    path: '/v1/setup_intents/:id/confirm',
    publishable: true,
    ...takes(confirmSetupIntentParams, (context, read, { id, asBrowser }) => {
      refuseWhileInCheckout(context, id, 'confirm');
      if (asBrowser) {
        const { customer } = findSetupIntent(context, id, read.client_secret ?? null);
        requireOwnCard(context, read.payment_method, { customer });
      }
      return confirmSetupIntent(context, id, read);
    }),
  },
  {
    method: 'POST',
    path: '/v1/setup_intents/:id/cancel',
    ...takes(cancelSetupIntentParams, (context, { cancellation_reason }, { id }) =>
      cancelSetupIntent(context, id, cancellation_reason),
    ),
  },
  {
    method: 'GET',
    path: '/v1/setup_attempts',
    ...takes(attemptPage, (context, { setup_intent, ...page }) => {
      const attempts = context.store.setupAttempts.newestFirst((attempt) => attempt.setup_intent === setup_intent);
      return paginate(attempts, page, '/v1/setup_attempts');
    }),
  },
  { method: 'GET', path: '/v1/mandates/:id', ...plain(findMandate) },
];
