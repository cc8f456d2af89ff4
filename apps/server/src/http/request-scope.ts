import { type Clock, createId, type Logger, runWithLogContext } from '@flashstudio/platform';
import type { Context, MiddlewareHandler, Next } from 'hono';
import type { ClientReader } from './client.ts';
import type { ServerEnv } from './server-app.ts';

const WELL_FORMED = /^[\w=-]{8,128}$/;

/** Gives requests their ids, and lines in the log. */
export interface RequestScope {
  /**
   * Gives a request an id, on each of its log lines, and closes it with one line of the access log. `answered` puts the
   * id on the answer.
   */
  run(c: Context<ServerEnv>, next: Next, answered: (requestId: string) => void): Promise<void>;
}

/** The header that carries a request's id. */
export const REQUEST_ID = 'X-Request-Id';

/**
 * An id that came along is kept when a proxy of ours sent it, so that its log and ours can be laid side by side: hono's
 * own middleware would keep a stranger's too.
 */
export function createRequestScope(deps: {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly clients: ClientReader;
}): RequestScope {
  const { clock, logger, clients } = deps;
  return {
    run(c, next, answered) {
      const given = c.req.header(REQUEST_ID);
      const kept = given !== undefined && WELL_FORMED.test(given) && clients.isFromTrustedProxy(c);
      const requestId = kept ? given : createId('req', clock);
      c.set('requestId', requestId);
      return runWithLogContext({ requestId }, async () => {
        const began = performance.now();
        await next();
        answered(requestId);
        const { method, path } = c.req;
        const level = isRoutine(path, c.res.status) ? 'debug' : 'info';
        if (!logger.isLevelEnabled(level)) return;
        const durationMs = Math.round((performance.now() - began) * 10) / 10;
        // The path alone: queries carry what a payment's secret and a search are.
        logger[level]({ method, path, status: c.res.status, durationMs }, 'request');
      });
    },
  };
}

/** Every request in a scope, its id on the answer. */
export function requestScope(scope: RequestScope): MiddlewareHandler<ServerEnv> {
  return (c, next) =>
    scope.run(c, next, (requestId) => {
      // Not `c.header`, which would make the answer anew and its text a stream.
      c.res.headers.set(REQUEST_ID, requestId);
    });
}

/** What comes by itself, often, and says nothing while it goes well. */
function isRoutine(path: string, status: number): boolean {
  return status < 400 && (path.startsWith('/health/') || path.startsWith('/webhooks/'));
}
