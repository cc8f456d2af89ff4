import { balanceRoutes } from './balance-routes.ts';
import { catalogRoutes } from './catalog-routes.ts';
import { chargeRoutes } from './charge-routes.ts';
import { checkoutRoutes } from './checkout-routes.ts';
import { customerRoutes } from './customer-routes.ts';
import { disputeRoutes } from './dispute-routes.ts';
import { elementsRoutes } from './elements-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { paymentIntentRoutes } from './payment-intent-routes.ts';
import { paymentMethodRoutes } from './payment-method-routes.ts';
import { refundRoutes } from './refund-routes.ts';
import type { Route } from './route.ts';
import { searchRoutes } from './search-routes.ts';
import { setupIntentRoutes } from './setup-intent-routes.ts';
import { testClockRoutes } from './test-clock-routes.ts';

/** Every operation of the API; searches stand first, as their paths look like those of an object. */
export const routes: readonly Route[] = [
  ...searchRoutes,
  ...customerRoutes,
  ...paymentMethodRoutes,
  ...paymentIntentRoutes,
  ...chargeRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...setupIntentRoutes,
  ...catalogRoutes,
  ...checkoutRoutes,
  ...testClockRoutes,
  ...balanceRoutes,
  ...elementsRoutes,
  ...eventRoutes,
];
