import { type Audit, createAuditRouter } from '@flashstudio/audit';
import { signedInProcedure } from '@flashstudio/auth';
import { createPaymentsAdminRouter, createPaymentsRouter, type Payments } from '@flashstudio/payments';
import { permissionsOf, router } from '@flashstudio/rpc';
import type { Shops } from '@flashstudio/shops';

export interface CheckoutApiDeps {
  readonly payments: Payments;
  readonly shops: Shops;
}

export interface AdminApiDeps {
  readonly payments: Payments;
  readonly audit: Audit;
  /** The instance shows demo data; the admin says so. */
  readonly demo: boolean;
}

/** What shops' pages and the widget may call, at the checkout's host. Nobody is signed in there. */
export function createCheckoutRouter({ payments, shops }: CheckoutApiDeps) {
  return router({ payments: createPaymentsRouter(payments, shops.catalog) });
}

/** What the admin's pages may call, at the admin's host. */
export function createAdminRouter({ payments, audit, demo }: AdminApiDeps) {
  return router({
    admin: router({
      session: signedInProcedure.query(({ ctx }) => ({
        user: ctx.session.user,
        permissions: permissionsOf(ctx.session.user.role),
        demo,
        reportingTimeZone: payments.reportingTimeZone,
      })),
      payments: createPaymentsAdminRouter(payments),
      audit: createAuditRouter(audit),
    }),
  });
}

/** The checkout's API as a type: what its typed clients are built on. */
export type CheckoutRouter = ReturnType<typeof createCheckoutRouter>;

/** The admin's API as a type. */
export type AdminRouter = ReturnType<typeof createAdminRouter>;
