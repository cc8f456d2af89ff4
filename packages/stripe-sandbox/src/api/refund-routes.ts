import { readParams } from '../http/params.ts';
import { findBalanceTransaction } from '../resources/balance/transactions.ts';
import {
  cancelRefund,
  createRefund,
  createRefundParams,
  findRefund,
  updateRefund,
  updateRefundParams,
} from '../resources/refunds/refunds.ts';
import { list, plain, type Route } from './route.ts';

export const refundRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/refunds',
    run: (context, _, params) => createRefund(context, readParams(createRefundParams, params)),
  },
  list('/v1/refunds', ['charge', 'payment_intent'], ({ store }, matches) => store.refunds.newestFirst(matches)),
  { method: 'GET', path: '/v1/refunds/:id', run: plain(findRefund) },
  {
    method: 'POST',
    path: '/v1/refunds/:id',
    run: (context, id, params) => updateRefund(context, id, readParams(updateRefundParams, params)),
  },
  { method: 'POST', path: '/v1/refunds/:id/cancel', run: plain(cancelRefund) },

  // Nothing is paid out in the sandbox, so no transaction has a `payout`.
  list('/v1/balance_transactions', ['currency', 'payout', 'source', 'type'], ({ store }, matches) =>
    store.balanceTransactions.newestFirst(matches),
  ),
  { method: 'GET', path: '/v1/balance_transactions/:id', run: plain(findBalanceTransaction) },
];
