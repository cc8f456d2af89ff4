import { z } from 'zod';
import type { OperationContext } from '../context.ts';
import { invalidParam, noSuch } from '../http/errors.ts';
import { pageParams, paginate } from '../http/pagination.ts';
import { readParams } from '../http/params.ts';
import { refuseWhileInCheckout } from '../resources/checkout-completion.ts';
import { createConfirmationToken, createConfirmationTokenParams } from '../resources/confirmation-tokens.ts';
import {
  createCustomer,
  createCustomerParams,
  customerParams,
  deleteCustomer,
  findCustomer,
  updateCustomer,
} from '../resources/customers.ts';
import { confirmIntent, finishChallenge } from '../resources/payment-intent-confirmation.ts';
import { findIntent } from '../resources/payment-intent-lookup.ts';
import {
  cancelIntentParams,
  captureIntentParams,
  confirmIntentParams,
  createIntentParams,
  updateIntentParams,
} from '../resources/payment-intent-params.ts';
import { cancelIntent, captureIntent, createIntent, updateIntent } from '../resources/payment-intents.ts';
import {
  attachPaymentMethod,
  createPaymentMethod,
  createPaymentMethodParams,
  detachPaymentMethod,
  findPaymentMethod,
} from '../resources/payment-methods.ts';
import { requireOwnCard } from '../resources/saved-cards.ts';
import { findSetupIntent, finishSetupChallenge } from '../resources/setup-intents.ts';
import {
  createEndpoint,
  createEndpointParams,
  deleteEndpoint,
  findEndpoint,
  updateEndpoint,
  updateEndpointParams,
} from '../resources/webhook-endpoints.ts';

/** One operation of the API. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** A browser may call it with a publishable key. */
  readonly publishable?: true;
  readonly run: (context: OperationContext, id: string, params: Record<string, unknown>, asBrowser: boolean) => unknown;
}

const none = z.strictObject({ expand: z.array(z.string()).optional() });
const secretOnly = z.strictObject({ client_secret: z.string().optional(), expand: z.array(z.string()).optional() });
const page = z.strictObject(pageParams);
const customerPage = z.strictObject({ ...pageParams, customer: z.string().optional() });
const methodPage = z.strictObject({ ...pageParams, customer: z.string().optional(), type: z.string().optional() });
const chargePage = z.strictObject({
  ...pageParams,
  customer: z.string().optional(),
  payment_intent: z.string().optional(),
});
const eventPage = z.strictObject({ ...pageParams, type: z.string().optional() });
const customerPageOfPeople = z.strictObject({
  ...pageParams,
  email: z.string().optional(),
  test_clock: z.string().optional(),
});
const attach = z.strictObject({ customer: z.string(), expand: z.array(z.string()).optional() });

/** An operation that takes nothing but an id. */
function plain(operation: (context: OperationContext, id: string) => unknown): Route['run'] {
  return (context, id, params) => {
    readParams(none, params);
    return operation(context, id);
  };
}

export const routes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/customers',
    run: (context, _, params) => createCustomer(context, readParams(createCustomerParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/customers',
    run: (context, _, params) => {
      const { email, test_clock = null, ...cut } = readParams(customerPageOfPeople, params);
      const matches = context.store.customers.newestFirst(
        (customer) => customer.test_clock === test_clock && (email === undefined || customer.email === email),
      );
      return paginate(matches, cut, '/v1/customers');
    },
  },
  {
    method: 'GET',
    path: '/v1/customers/:id',
    run: plain(findCustomer),
  },
  {
    method: 'POST',
    path: '/v1/customers/:id',
    run: (context, id, params) => updateCustomer(context, id, readParams(customerParams, params)),
  },
  { method: 'DELETE', path: '/v1/customers/:id', run: (context, id) => deleteCustomer(context, id) },

  {
    method: 'POST',
    path: '/v1/payment_methods',
    publishable: true,
    run: (context, _, params) => createPaymentMethod(context, readParams(createPaymentMethodParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/payment_methods',
    run: (context, _, params) => {
      const { customer, type, ...cut } = readParams(methodPage, params);
      const matches = context.store.paymentMethods.newestFirst(
        (method) => method.customer === (customer ?? null) && (type === undefined || method.type === type),
      );
      return paginate(matches, cut, '/v1/payment_methods');
    },
  },
  {
    method: 'GET',
    path: '/v1/payment_methods/:id',
    run: (context, id, params) => {
      readParams(none, params);
      if (context.store.paymentMethods.get(id) === undefined && !id.startsWith('pm_card_'))
        throw noSuch('PaymentMethod', id, 'payment_method');
      return findPaymentMethod(context, id);
    },
  },
  {
    method: 'POST',
    path: '/v1/payment_methods/:id/attach',
    run: (context, id, params) => attachPaymentMethod(context, id, readParams(attach, params).customer),
  },
  {
    method: 'POST',
    path: '/v1/payment_methods/:id/detach',
    run: plain(detachPaymentMethod),
  },

  {
    method: 'POST',
    path: '/v1/confirmation_tokens',
    publishable: true,
    run: (context, _, params, asBrowser) => {
      const read = readParams(createConfirmationTokenParams, params);
      if (asBrowser)
        requireOwnCard(context, read.payment_method, { customerSession: read.customer_session_client_secret });
      return createConfirmationToken(context, read);
    },
  },
  {
    method: 'POST',
    path: '/v1/test_helpers/confirmation_tokens',
    run: (context, _, params) => createConfirmationToken(context, readParams(createConfirmationTokenParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/confirmation_tokens/:id',
    run: (context, id, params) => {
      readParams(none, params);
      const token = context.store.confirmationTokens.get(id);
      if (token === undefined) throw noSuch('confirmation_token', id, 'confirmation_token');
      return token;
    },
  },

  {
    method: 'POST',
    path: '/v1/payment_intents',
    run: (context, _, params) => createIntent(context, readParams(createIntentParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/payment_intents',
    run: (context, _, params) => {
      const { customer, ...cut } = readParams(customerPage, params);
      const matches = context.store.paymentIntents.newestFirst(
        (intent) => customer === undefined || intent.customer === customer,
      );
      return paginate(matches, cut, '/v1/payment_intents');
    },
  },
  {
    method: 'GET',
    path: '/v1/payment_intents/:id',
    publishable: true,
    run: (context, id, params, asBrowser) => {
      const { client_secret } = readParams(secretOnly, params);
      return findIntent(context, id, asBrowser ? (client_secret ?? null) : client_secret);
    },
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id',
    run: (context, id, params) => updateIntent(context, id, readParams(updateIntentParams, params)),
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id/confirm',
    publishable: true,
    run: (context, id, params, asBrowser) => {
      const read = readParams(confirmIntentParams, params);
      refuseWhileInCheckout(context, id, 'confirm');
      if (asBrowser) {
        const { customer } = findIntent(context, id, read.client_secret ?? null);
        requireOwnCard(context, read.payment_method, { customer });
      }
      return confirmIntent(context, id, read);
    },
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id/cancel',
    run: (context, id, params) => {
      const { cancellation_reason } = readParams(cancelIntentParams, params);
      return cancelIntent(context, id, cancellation_reason);
    },
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id/capture',
    run: (context, id, params) => {
      const { amount_to_capture } = readParams(captureIntentParams, params);
      return captureIntent(context, id, amount_to_capture);
    },
  },
  {
    method: 'POST',
    path: '/v1/3ds2/:id/complete',
    publishable: true,
    run: (context, id, params) => answerChallenge(context, id, params, true),
  },
  {
    method: 'POST',
    path: '/v1/3ds2/:id/fail',
    publishable: true,
    run: (context, id, params) => answerChallenge(context, id, params, false),
  },

  {
    method: 'GET',
    path: '/v1/charges',
    run: (context, _, params) => {
      const { customer, payment_intent, ...cut } = readParams(chargePage, params);
      const matches = context.store.charges.newestFirst(
        (charge) =>
          (customer === undefined || charge.customer === customer) &&
          (payment_intent === undefined || charge.payment_intent === payment_intent),
      );
      return paginate(matches, cut, '/v1/charges');
    },
  },
  {
    method: 'GET',
    path: '/v1/charges/:id',
    run: (context, id, params) => {
      readParams(none, params);
      const charge = context.store.charges.get(id);
      if (charge === undefined) throw noSuch('charge', id);
      return charge;
    },
  },

  {
    method: 'GET',
    path: '/v1/events',
    run: (context, _, params) => {
      const { type, ...cut } = readParams(eventPage, params);
      return paginate(
        context.store.events.newestFirst((event) => type === undefined || event.type === type),
        cut,
        '/v1/events',
      );
    },
  },
  {
    method: 'GET',
    path: '/v1/events/:id',
    run: (context, id, params) => {
      readParams(none, params);
      const event = context.store.events.get(id);
      if (event === undefined) throw noSuch('event', id);
      return event;
    },
  },

  {
    method: 'POST',
    path: '/v1/webhook_endpoints',
    run: (context, _, params) => createEndpoint(context, readParams(createEndpointParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/webhook_endpoints',
    run: (context, _, params) =>
      paginate(context.store.webhookEndpoints.newestFirst(), readParams(page, params), '/v1/webhook_endpoints'),
  },
  {
    method: 'GET',
    path: '/v1/webhook_endpoints/:id',
    run: plain(findEndpoint),
  },
  {
    method: 'POST',
    path: '/v1/webhook_endpoints/:id',
    run: (context, id, params) => updateEndpoint(context, id, readParams(updateEndpointParams, params)),
  },
  { method: 'DELETE', path: '/v1/webhook_endpoints/:id', run: (context, id) => deleteEndpoint(context, id) },
];

/** Only who holds the intent's client secret may answer its challenge. */
function answerChallenge(context: OperationContext, id: string, params: Record<string, unknown>, passed: boolean) {
  const { client_secret } = readParams(secretOnly, params);
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
