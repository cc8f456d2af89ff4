import { PUBLIC } from '@flashstudio/rpc';
import { mountAuditCsv } from './audit-csv.ts';
import { mountAuth } from './auth.ts';
import { type AppDeps, createBaseApp } from './base-app.ts';
import { mountMailbox } from './mailbox.ts';
import { ownPagesOnly } from './own-pages-only.ts';
import { adminRules } from './security-headers.ts';
import type { ServerApp } from './server-app.ts';
import { mountAdminPages } from './spa.ts';
import { mountTrpc } from './trpc.ts';

/**
 * Mounts what the admin's host answers: its pages, sign-in, the API of who is signed in with its live stream, the
 * audit as a file, and in embedded mode the mailbox, since mail may say what is meant for one person only.
 */
export function createAdminApp(deps: AppDeps, pages: string): ServerApp {
  const { container, clients, stopping } = deps;
  const { admin } = container.config.sites;
  const { app, routes } = createBaseApp(deps, admin, adminRules(admin.url));
  app.use(ownPagesOnly(admin.url));
  mountTrpc(routes, { container, clients, stopping, router: container.routers.admin, cookies: true });
  mountAuth(routes, container, clients);
  mountAuditCsv(routes, container, stopping);
  const { demoLogin } = container;
  if (demoLogin !== null) routes.get('/api/demo', PUBLIC, (c) => c.json({ demo: true, ...demoLogin }));
  if (container.config.services.kind === 'embedded') mountMailbox(routes, container.mailbox);
  mountAdminPages(routes, pages);
  return app;
}
