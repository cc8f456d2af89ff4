import { adminProcedure, permissionsOf } from '@flashstudio/auth';
import { createPaymentsAdminRouter, createPaymentsRouter, type Payments } from '@flashstudio/payments';
import { router } from '@flashstudio/rpc';
import type { Shops } from '@flashstudio/shops';

export interface ApiDeps {
  readonly payments: Payments;
  readonly shops: Shops;
  /** The instance shows demo data; the admin says so. */
  readonly demo: boolean;
}

/** Merges the capabilities' routers into the one the server mounts. */
export function createAppRouter({ payments, shops, demo }: ApiDeps) {
  return router({
    payments: createPaymentsRouter(payments, shops.catalog),
    admin: router({
      session: adminProcedure('payments:read').query(({ ctx }) => ({
        user: ctx.session.user,
        permissions: permissionsOf(ctx.session.user.role),
        demo,
        reportingTimeZone: payments.reportingTimeZone,
      })),
      payments: createPaymentsAdminRouter(payments),
    }),
  });
}

/** The whole API as a type: what typed clients are built on. */
export type AppRouter = ReturnType<typeof createAppRouter>;
