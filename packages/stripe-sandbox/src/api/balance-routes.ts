import { currentBalance } from '../resources/balance/balance.ts';
import { plain, type Route } from './route.ts';

export const balanceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/balance',
    ...plain(currentBalance),
  },
];
