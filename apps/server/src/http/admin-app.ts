import { mountAuth } from './auth.ts';
import { type AppDeps, createBaseApp } from './base-app.ts';
import { mountMailbox } from './mailbox.ts';
import { ownPagesOnly } from './own-pages-only.ts';
import { adminRules } from './security-headers.ts';
import type { ServerApp } from './server-app.ts';
import { mountAdminPages } from './spa.ts';
import { mountTrpc } from './trpc.ts';

/**
 * Mounts what the admin's host answers: its pages, sign-in, the API of who is signed in with its live stream, and in
 * embedded mode the mailbox, since mail may say what is meant for one person only.
 */
export function createAdminApp(deps: AppDeps, pages: string): ServerApp {
  const { container, clients, stopping } = deps;
  const { admin } = container.config.sites;
  const app = createBaseApp(deps, admin, adminRules(admin.url));
  app.use(ownPagesOnly(admin.url));
  mountTrpc(app, { container, clients, stopping, router: container.routers.admin, cookies: true });
  mountAuth(app, container, clients);
  const { demoLogin } = container;
  if (demoLogin !== null) app.get('/api/demo', (c) => c.json({ demo: true, ...demoLogin }));
  if (container.config.services.kind === 'embedded') mountMailbox(app, container.mailbox);
  mountAdminPages(app, pages);
  return app;
}
