import { readParams } from '../http/params.ts';
import {
  captureChargeOfIntent,
  captureChargeParams,
  updateCharge,
  updateChargeParams,
} from '../resources/charges/changes.ts';
import { findCharge } from '../resources/charges/charges.ts';
import { list, plain, type Route } from './route.ts';

export const chargeRoutes: readonly Route[] = [
  list('/v1/charges', ['customer', 'payment_intent', 'transfer_group'], ({ store }, matches) =>
    store.charges.newestFirst(matches),
  ),
  { method: 'GET', path: '/v1/charges/:id', run: plain(findCharge) },
  {
    method: 'POST',
    path: '/v1/charges/:id',
    run: (context, id, params) => updateCharge(context, id, readParams(updateChargeParams, params)),
  },
  {
    method: 'POST',
    path: '/v1/charges/:id/capture',
    run: (context, id, params) => captureChargeOfIntent(context, id, readParams(captureChargeParams, params)),
  },
];
