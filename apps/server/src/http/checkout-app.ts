import { type AppDeps, createBaseApp } from './base-app.ts';
import { checkoutRules, frameRules } from './security-headers.ts';
import type { ServerApp } from './server-app.ts';
import { mountCheckoutPages } from './spa.ts';
import { mountTrpc } from './trpc.ts';
import { mountWebhooks } from './webhooks.ts';

/**
 * Mounts what the checkout's host answers: Stripe's webhooks, the API of shops' pages, the widget and the demo shop. Pages
 * here run Stripe's script, so nothing here knows who is signed in.
 */
export function createCheckoutApp(deps: AppDeps, pages: string): ServerApp {
  const { container, clients, stopping } = deps;
  const { checkout } = container.config.sites;
  const { app, routes } = createBaseApp(deps, checkout, checkoutRules(checkout.url), (routes, quick) =>
    mountWebhooks(routes, container, quick),
  );
  mountTrpc(routes, { container, clients, stopping, router: container.routers.checkout, cookies: false });
  app.use('/checkout/frame', frameRules(container));
  mountCheckoutPages(routes, pages);
  return app;
}
