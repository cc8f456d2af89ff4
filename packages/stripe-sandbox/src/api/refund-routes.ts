import { findBalanceTransaction } from '../resources/balance/transactions.ts';
import {
  cancelRefund,
  createRefund,
  createRefundParams,
  findRefund,
  updateRefund,
  updateRefundParams,
} from '../resources/refunds/refunds.ts';
import { list, plain, type Route, takes } from './route.ts';

export const refundRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/refunds',
    ...takes(createRefundParams, createRefund),
  },
  list('/v1/refunds', ['charge', 'payment_intent'], ({ store }, matches) => store.refunds.newestFirst(matches)),
  { method: 'GET', path: '/v1/refunds/:id', ...plain(findRefund) },
  {
    method: 'POST',
    path: '/v1/refunds/:id',
    ...takes(updateRefundParams, (context, params, { id }) => updateRefund(context, id, params)),
  },
  { method: 'POST', path: '/v1/refunds/:id/cancel', ...plain(cancelRefund) },

  // Nothing is paid out in the sandbox, so no transaction has a `payout`.
  list('/v1/balance_transactions', ['currency', 'payout', 'source', 'type'], ({ store }, matches) =>
    store.balanceTransactions.newestFirst(matches),
  ),
  { method: 'GET', path: '/v1/balance_transactions/:id', ...plain(findBalanceTransaction) },
];
