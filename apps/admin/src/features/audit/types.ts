import type { AdminRouter } from '@flashstudio/api';
import type { inferRouterOutputs } from '@trpc/server';

type Outputs = inferRouterOutputs<AdminRouter>['admin']['audit'];

export type AuditEntry = Outputs['list']['items'][number];
export type AuditState = AuditEntry['before'];
