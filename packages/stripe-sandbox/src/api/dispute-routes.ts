import { readParams } from '../http/params.ts';
import { closeDispute, findDispute, updateDispute, updateDisputeParams } from '../resources/disputes/disputes.ts';
import { list, plain, type Route } from './route.ts';

export const disputeRoutes: readonly Route[] = [
  list('/v1/disputes', ['charge', 'payment_intent'], ({ store }, matches) => store.disputes.newestFirst(matches)),
  { method: 'GET', path: '/v1/disputes/:id', run: plain(findDispute) },
  {
    method: 'POST',
    path: '/v1/disputes/:id',
    run: (context, id, params) => updateDispute(context, id, readParams(updateDisputeParams, params)),
  },
  { method: 'POST', path: '/v1/disputes/:id/close', run: plain(closeDispute) },
];
