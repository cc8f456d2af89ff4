import { z } from 'zod';
import { readParams } from '../http/params.ts';
import { currentBalance } from '../resources/balance/balance.ts';
import type { Route } from './route.ts';

const none = z.strictObject({ expand: z.array(z.string()).optional() });

export const balanceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/balance',
    run: (context, _, params) => {
      readParams(none, params);
      return currentBalance(context);
    },
  },
];
