import { toPublicError } from '@flashstudio/platform';
import { Hono } from 'hono';
import type { Container } from '../container.ts';
import { mountAuth } from './auth.ts';
import { createClientReader } from './client.ts';
import { mountHealth } from './health.ts';
import { knownHostsOnly } from './known-hosts.ts';
import { mountMailbox } from './mailbox.ts';
import { createQuickAnswers } from './quick-answers.ts';
import { readableUrlsOnly } from './readable-urls.ts';
import { createRequestScope, requestScope } from './request-scope.ts';
import { browserRules, privacyRules } from './security-headers.ts';
import type { ServerApp } from './server-app.ts';
import { mountPages, type PageFolders } from './spa.ts';
import { mountTrpc } from './trpc.ts';
import { mountWebhooks } from './webhooks.ts';

/** Mounts everything the server answers, in the order it is asked. `stopping` aborts when the server goes down. */
export function createHttpApp(container: Container, stopping: AbortSignal, pages: PageFolders): ServerApp {
  const app: ServerApp = new Hono();
  const clients = createClientReader(container.config.trustedProxies);

  const scope = createRequestScope({ clock: container.clock, logger: container.logger, clients });
  const rules = [browserRules(container.config.publicUrl), privacyRules(container)];
  const checks = [knownHostsOnly(container.config.hosts), readableUrlsOnly];
  mountWebhooks(app, container, { answers: createQuickAnswers(scope, rules), checks });

  app.use(requestScope(scope), ...rules);
  app.onError((error, c) => {
    const known = toPublicError(error);
    if (known.code === 'internal') container.logger.error({ err: error, path: c.req.path }, 'request failed');
    return c.json(
      {
        error: {
          code: known.code,
          message: known.message,
          details: known.details ?? null,
          requestId: c.get('requestId'),
        },
      },
      known.httpStatus,
    );
  });

  app.use(...checks);
  mountHealth(app, container);
  mountTrpc(app, { container, clients, stopping });
  mountAuth(app, container, clients);
  const { demoLogin } = container;
  if (demoLogin !== null) app.get('/api/demo', (c) => c.json({ demo: true, ...demoLogin }));

  if (container.config.services.kind === 'embedded') mountMailbox(app, container.mailbox);
  mountPages(app, pages);
  app.notFound((c) =>
    c.json(
      { error: { code: 'not_found', message: 'There is nothing here.', details: null, requestId: c.get('requestId') } },
      404,
    ),
  );
  return app;
}
