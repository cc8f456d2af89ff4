import type { z } from 'zod';
import type { OperationContext } from '../context.ts';
import { invalidParam, noSuch } from '../http/errors.ts';
import { refuseWhileInCheckout } from '../resources/checkout/completion.ts';
import { requireOwnCard } from '../resources/elements/saved-cards.ts';
import { confirmIntent, finishChallenge } from '../resources/payment-intents/confirmation.ts';
import { findIntent } from '../resources/payment-intents/lookup.ts';
import {
  cancelIntentParams,
  captureIntentParams,
  confirmIntentParams,
  createIntentParams,
  updateIntentParams,
} from '../resources/payment-intents/params.ts';
import { cancelIntent, captureIntent, createIntent } from '../resources/payment-intents/payment-intents.ts';
import { updateIntent } from '../resources/payment-intents/update.ts';
import { finishSetupChallenge } from '../resources/setup-intents/confirmation.ts';
import { findSetupIntent } from '../resources/setup-intents/lookup.ts';
import { list, type Route, secretOnly, takes } from './route.ts';

export const paymentIntentRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/payment_intents',
    ...takes(createIntentParams, createIntent),
  },
  list('/v1/payment_intents', ['customer', 'customer_account'], ({ store }, matches) =>
    store.paymentIntents.newestFirst(matches),
  ),
  {
    method: 'GET',
    path: '/v1/payment_intents/:id',
    publishable: true,
    ...takes(secretOnly, (context, { client_secret }, { id, asBrowser }) =>
      findIntent(context, id, asBrowser ? (client_secret ?? null) : client_secret),
    ),
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id',
    ...takes(updateIntentParams, (context, params, { id }) => updateIntent(context, id, params)),
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id/confirm',
    publishable: true,
    ...takes(confirmIntentParams, (context, read, { id, asBrowser }) => {
      refuseWhileInCheckout(context, id, 'confirm');
      if (asBrowser) {
        const { customer } = findIntent(context, id, read.client_secret ?? null);
        requireOwnCard(context, read.payment_method, { customer });
      }
      return confirmIntent(context, id, read);
    }),
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id/cancel',
    ...takes(cancelIntentParams, (context, { cancellation_reason }, { id }) =>
      cancelIntent(context, id, cancellation_reason),
    ),
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id/capture',
    ...takes(captureIntentParams, (context, params, { id }) => captureIntent(context, id, params)),
  },
  {
    method: 'POST',
    path: '/v1/3ds2/:id/complete',
    publishable: true,
    ...takes(secretOnly, (context, params, { id }) => answerChallenge(context, id, params, true)),
  },
  {
    method: 'POST',
    path: '/v1/3ds2/:id/fail',
    publishable: true,
    ...takes(secretOnly, (context, params, { id }) => answerChallenge(context, id, params, false)),
  },
];

/** Only who holds the intent's client secret may answer its challenge. */
function answerChallenge(
  context: OperationContext,
  id: string,
  { client_secret }: z.output<typeof secretOnly>,
  passed: boolean,
) {
  if (client_secret === undefined)
    throw invalidParam('Missing required param: client_secret.', 'client_secret', 'parameter_missing');
  const setup = context.store.setupChallenges.get(id);
  if (setup !== undefined) {
    findSetupIntent(context, setup.setupIntent, client_secret);
    return finishSetupChallenge(context, setup, passed);
  }
  const challenge = context.store.challenges.get(id);
  if (challenge === undefined) throw noSuch('challenge', id);
  findIntent(context, challenge.paymentIntent, client_secret);
  return finishChallenge(context, id, passed);
}
