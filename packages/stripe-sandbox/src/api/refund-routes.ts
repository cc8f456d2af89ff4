import { z } from 'zod';
import { noSuch } from '../http/errors.ts';
import { pageParams, paginate } from '../http/pagination.ts';
import { readParams } from '../http/params.ts';
import {
  cancelRefund,
  createRefund,
  createRefundParams,
  findRefund,
  updateRefund,
  updateRefundParams,
} from '../resources/refunds.ts';
import type { Route } from './routes.ts';

const refundPage = z.strictObject({
  ...pageParams,
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
});
const transactionPage = z.strictObject({ ...pageParams, source: z.string().optional(), type: z.string().optional() });
const none = z.strictObject({ expand: z.array(z.string()).optional() });

export const refundRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/refunds',
    run: (context, _, params) => createRefund(context, readParams(createRefundParams, params)),
  },
  {
    method: 'GET',
    path: '/v1/refunds',
    run: (context, _, params) => {
      const { charge, payment_intent, ...cut } = readParams(refundPage, params);
      const matches = context.store.refunds.newestFirst(
        (refund) =>
          (charge === undefined || refund.charge === charge) &&
          (payment_intent === undefined || refund.payment_intent === payment_intent),
      );
      return paginate(matches, cut, '/v1/refunds');
    },
  },
  {
    method: 'GET',
    path: '/v1/refunds/:id',
    run: (context, id, params) => {
      readParams(none, params);
      return findRefund(context, id);
    },
  },
  {
    method: 'POST',
    path: '/v1/refunds/:id',
    run: (context, id, params) => updateRefund(context, id, readParams(updateRefundParams, params)),
  },
  {
    method: 'POST',
    path: '/v1/refunds/:id/cancel',
    run: (context, id, params) => {
      readParams(none, params);
      return cancelRefund(context, id);
    },
  },

  {
    method: 'GET',
    path: '/v1/balance_transactions',
    run: (context, _, params) => {
      const { source, type, ...cut } = readParams(transactionPage, params);
      const matches = context.store.balanceTransactions.newestFirst(
        (entry) => (source === undefined || entry.source === source) && (type === undefined || entry.type === type),
      );
      return paginate(matches, cut, '/v1/balance_transactions');
    },
  },
  {
    method: 'GET',
    path: '/v1/balance_transactions/:id',
    run: (context, id, params) => {
      readParams(none, params);
      const entry = context.store.balanceTransactions.get(id);
      if (entry === undefined) throw noSuch('balance transaction', id);
      return entry;
    },
  },
];
