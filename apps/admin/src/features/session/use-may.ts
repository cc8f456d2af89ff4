import type { AdminRouter } from '@flashstudio/api';
import { useQuery } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { trpc } from '../../app/api.ts';

type Permission = inferRouterOutputs<AdminRouter>['admin']['session']['permissions'][number];

/** Whether who is signed in may do something. The server decides; this is for what to show. */
export function useMay(permission: Permission): boolean {
  const session = useQuery(trpc.admin.session.queryOptions());
  return session.data?.permissions.includes(permission) ?? false;
}
