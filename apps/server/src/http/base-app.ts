import { toPublicError } from '@flashstudio/platform';
import { Hono, type MiddlewareHandler } from 'hono';
import type { Container } from '../container.ts';
import type { Site } from '../sites.ts';
import type { ClientReader } from './client.ts';
import { mountHealth } from './health.ts';
import { knownHostsOnly } from './known-hosts.ts';
import { createQuickAnswers, type QuickAnswers } from './quick-answers.ts';
import { readableUrlsOnly } from './readable-urls.ts';
import { createRequestScope, requestScope } from './request-scope.ts';
import { createRoutes, type Routes } from './routes.ts';
import { privacyRules } from './security-headers.ts';
import type { ServerApp, ServerEnv } from './server-app.ts';

export interface AppDeps {
  readonly container: Container;
  readonly clients: ClientReader;
  /** Aborts when the server goes down. */
  readonly stopping: AbortSignal;
}

/** A host's app, and where its handlers are mounted. */
export interface BaseApp {
  readonly app: ServerApp;
  readonly routes: Routes;
}

/** What a route needs that goes past what is for browsers. */
export interface QuickRoutes {
  readonly answers: QuickAnswers;
  /** What no request goes past. */
  readonly checks: readonly MiddlewareHandler<ServerEnv>[];
}

/**
 * Makes what both hosts have: names of requests, errors, the check of the host's name, and health. `rules` are the host's
 * headers; `mountQuick` mounts what machines call by the thousand, ahead of what is for browsers.
 */
export function createBaseApp(
  { container, clients }: AppDeps,
  site: Site,
  rules: MiddlewareHandler<ServerEnv>,
  mountQuick?: (routes: Routes, quick: QuickRoutes) => void,
): BaseApp {
  const app: ServerApp = new Hono();
  const routes = createRoutes(app, container.auth.sessions);
  const scope = createRequestScope({ clock: container.clock, logger: container.logger, clients });
  const allRules = [rules, privacyRules()];
  const checks = [knownHostsOnly(site), readableUrlsOnly];
  mountQuick?.(routes, { answers: createQuickAnswers(scope, allRules), checks });
  app.use(requestScope(scope), ...allRules);
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
  app.notFound((c) =>
    c.json(
      { error: { code: 'not_found', message: 'There is nothing here.', details: null, requestId: c.get('requestId') } },
      404,
    ),
  );
  app.use(...checks);
  mountHealth(routes, container);
  return { app, routes };
}
