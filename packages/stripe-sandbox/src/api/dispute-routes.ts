import { z } from 'zod';
import { pageParams, paginate } from '../http/pagination.ts';
import { readParams } from '../http/params.ts';
import { closeDispute, findDispute, updateDispute, updateDisputeParams } from '../resources/disputes.ts';
import type { Route } from './routes.ts';

const disputePage = z.strictObject({
  ...pageParams,
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
});
const none = z.strictObject({ expand: z.array(z.string()).optional() });

export const disputeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/disputes',
    run: (context, _, params) => {
      const { charge, payment_intent, ...cut } = readParams(disputePage, params);
      const matches = context.store.disputes.newestFirst(
        (dispute) =>
          (charge === undefined || dispute.charge === charge) &&
          (payment_intent === undefined || dispute.payment_intent === payment_intent),
      );
      return paginate(matches, cut, '/v1/disputes');
    },
  },
  {
    method: 'GET',
    path: '/v1/disputes/:id',
    run: (context, id, params) => {
      readParams(none, params);
      return findDispute(context, id);
    },
  },
  {
    method: 'POST',
    path: '/v1/disputes/:id',
    run: (context, id, params) => updateDispute(context, id, readParams(updateDisputeParams, params)),
  },
  {
    method: 'POST',
    path: '/v1/disputes/:id/close',
    run: (context, id, params) => {
      readParams(none, params);
      return closeDispute(context, id);
    },
  },
];
