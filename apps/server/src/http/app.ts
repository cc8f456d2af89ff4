import type { Container } from '../container.ts';
import type { Site } from '../sites.ts';
import { createAdminApp } from './admin-app.ts';
import { createCheckoutApp } from './checkout-app.ts';
import { createClientReader } from './client.ts';
import type { ServerApp } from './server-app.ts';
import type { PageFolders } from './spa.ts';

/** What answers at each of the two hosts. Neither knows the other's routes. */
export interface HttpApps {
  readonly checkout: ServerApp;
  readonly admin: ServerApp;
}

/** Builds both. `stopping` aborts when the server goes down. */
export function createHttpApps(container: Container, stopping: AbortSignal, pages: PageFolders): HttpApps {
  const deps = { container, clients: createClientReader(container.config.trustedProxies), stopping };
  return { checkout: createCheckoutApp(deps, pages.checkout), admin: createAdminApp(deps, pages.admin) };
}

/**
 * Answers for both hosts at one address, by the name that is asked for. A name that is neither's goes to the checkout,
 * which refuses it and has nothing of the admin's.
 */
export function answerByName({ checkout, admin }: HttpApps, { names }: Site): ServerApp['fetch'] {
  return (request, ...rest) => {
    const app = names.includes(new URL(request.url).hostname) ? admin : checkout;
    return app.fetch(request, ...rest);
  };
}
