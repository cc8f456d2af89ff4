import { type Clock, createId, type Logger, runWithLogContext } from '@flashstudio/platform';
import type { MiddlewareHandler } from 'hono';
import type { ClientReader } from './client.ts';
import type { ServerEnv } from './server-app.ts';

const HEADER = 'X-Request-Id';
const WELL_FORMED = /^[\w=-]{8,128}$/;

/**
 * Gives every request an id, on its answer and on each of its log lines, and closes it with one line of the access log.
 * An id that came along is kept when a proxy of ours sent it, so that its log and ours can be laid side by side: hono's
 * own middleware would keep a stranger's too.
 */
export function requestScope(deps: {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly clients: ClientReader;
}): MiddlewareHandler<ServerEnv> {
  const { clock, logger, clients } = deps;
  return (c, next) => {
    const given = c.req.header(HEADER);
    const kept = given !== undefined && WELL_FORMED.test(given) && clients.isFromTrustedProxy(c);
    const requestId = kept ? given : createId('req', clock);
    c.set('requestId', requestId);
    return runWithLogContext({ requestId }, async () => {
      const began = performance.now();
      await next();
      c.header(HEADER, requestId);
      const { method, path } = c.req;
      const level = isRoutine(path, c.res.status) ? 'debug' : 'info';
      if (!logger.isLevelEnabled(level)) return;
      const durationMs = Math.round((performance.now() - began) * 10) / 10;
      // The path alone: queries carry what a payment's secret and a search are.
      logger[level]({ method, path, status: c.res.status, durationMs }, 'request');
    });
  };
}

/** What comes by itself, often, and says nothing while it goes well. */
function isRoutine(path: string, status: number): boolean {
  return status < 400 && (path.startsWith('/health/') || path.startsWith('/webhooks/'));
}
