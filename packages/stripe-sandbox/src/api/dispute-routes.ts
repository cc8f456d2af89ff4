import { closeDispute, findDispute, updateDispute, updateDisputeParams } from '../resources/disputes/disputes.ts';
import { list, plain, type Route, takes } from './route.ts';

export const disputeRoutes: readonly Route[] = [
  list('/v1/disputes', ['charge', 'payment_intent'], ({ store }, matches) => store.disputes.newestFirst(matches)),
  { method: 'GET', path: '/v1/disputes/:id', ...plain(findDispute) },
  {
    method: 'POST',
    path: '/v1/disputes/:id',
    ...takes(updateDisputeParams, (context, params, { id }) => updateDispute(context, id, params)),
  },
  { method: 'POST', path: '/v1/disputes/:id/close', ...plain(closeDispute) },
];
