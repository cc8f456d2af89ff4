import type { AdminRouter } from '@flashstudio/api';
import { useQuery } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { trpc } from '../../app/api.ts';

type Session = inferRouterOutputs<AdminRouter>['admin']['session'];

/** What a role may grant. */
export type Permission = Session['permissions'][number];

/** What the one who is signed in may do. The server decides it anew with every request; this is for what to show. */
export function usePermissions(): readonly Permission[] {
  return useQuery(trpc.admin.session.queryOptions()).data?.permissions ?? [];
}

/** Whether who is signed in may do something. */
export function useMay(permission: Permission): boolean {
  return usePermissions().includes(permission);
}
