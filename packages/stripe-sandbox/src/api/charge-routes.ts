import {
  captureChargeOfIntent,
  captureChargeParams,
  updateCharge,
  updateChargeParams,
} from '../resources/charges/changes.ts';
import { findCharge } from '../resources/charges/charges.ts';
import { list, plain, type Route, takes } from './route.ts';

export const chargeRoutes: readonly Route[] = [
  list('/v1/charges', ['customer', 'payment_intent', 'transfer_group'], ({ store }, matches) =>
    store.charges.newestFirst(matches),
  ),
  { method: 'GET', path: '/v1/charges/:id', ...plain(findCharge) },
  {
    method: 'POST',
    path: '/v1/charges/:id',
    ...takes(updateChargeParams, (context, params, { id }) => updateCharge(context, id, params)),
  },
  {
    method: 'POST',
    path: '/v1/charges/:id/capture',
    ...takes(captureChargeParams, (context, params, { id }) => captureChargeOfIntent(context, id, params)),
  },
];
