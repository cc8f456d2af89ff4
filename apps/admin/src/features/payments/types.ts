import type { AppRouter } from '@flashstudio/api';
import type { inferRouterOutputs } from '@trpc/server';

type Outputs = inferRouterOutputs<AppRouter>['admin']['payments'];

export type PaymentItem = Outputs['list']['items'][number];
export type PaymentDetail = Outputs['detail'];
export type Today = Outputs['today'];
