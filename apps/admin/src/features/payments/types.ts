import type { AdminRouter } from '@flashstudio/api';
import type { inferRouterOutputs } from '@trpc/server';

type Outputs = inferRouterOutputs<AdminRouter>['admin']['payments'];

export type PaymentItem = Outputs['list']['items'][number];
export type PaymentDetail = Outputs['detail'];
export type Today = Outputs['today'];
