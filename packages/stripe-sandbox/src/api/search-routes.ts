import type { OperationContext } from '../context.ts';
import type { SearchFields } from '../search/match-query.ts';
import { search, searchParams } from '../search/search.ts';
import { type Route, takes } from './route.ts';

/** What can be searched: https://docs.stripe.com/search#supported-query-fields-for-each-resource */
export const searchRoutes: readonly Route[] = [
  searchRoute(
    'payment_intents',
    {
      amount: 'numeric',
      created: 'numeric',
      currency: 'token',
      customer: 'token',
      metadata: 'metadata',
      status: 'token',
    },
    ({ store }) => store.paymentIntents.newestFirst(),
  ),
  searchRoute(
    'charges',
    {
      amount: 'numeric',
      'billing_details.address.postal_code': 'token',
      created: 'numeric',
      currency: 'token',
      customer: 'token',
      disputed: 'token',
      metadata: 'metadata',
      'payment_method_details.card.brand': 'token',
      'payment_method_details.card.exp_month': 'token',
      'payment_method_details.card.exp_year': 'token',
      'payment_method_details.card.fingerprint': 'token',
      'payment_method_details.card.last4': 'token',
      refunded: 'token',
      status: 'token',
    },
    ({ store }) => store.charges.newestFirst(),
  ),
  searchRoute(
    'customers',
    { created: 'numeric', email: 'string', metadata: 'metadata', name: 'string', phone: 'string' },
    ({ store }) => store.customers.newestFirst(),
  ),
];

function searchRoute(
  resource: string,
  fields: SearchFields,
  newestFirst: (context: OperationContext) => readonly { readonly id: string }[],
): Route {
  return {
    method: 'GET',
    path: `/v1/${resource}/search`,
    ...takes(searchParams, (context, params) => search(newestFirst(context), params, { resource, fields })),
  };
}
