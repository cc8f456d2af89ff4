import type { RequestContext } from '@flashstudio/rpc';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Container } from '../container.ts';
import { limitBody } from './body-limit.ts';
import type { ClientReader } from './client.ts';
import type { ServerApp } from './server-app.ts';

const MAX_INPUT_BYTES = 64_000;
const MAX_BATCH = 20;

/** Serves the typed API. Mutations want JSON, which a form on another site cannot send; cookies are SameSite=Lax besides. */
export function mountTrpc(
  app: ServerApp,
  { container, clients, stopping }: { container: Container; clients: ClientReader; stopping: AbortSignal },
): void {
  app.use('/trpc/*', limitBody(MAX_INPUT_BYTES));
  app.all('/trpc/*', (c) => {
    // A live subscription would keep the server from stopping.
    const cut = new AbortController();
    const request = new Request(c.req.raw, { signal: AbortSignal.any([c.req.raw.signal, stopping, cut.signal]) });
    return fetchRequestHandler({
      endpoint: '/trpc',
      req: request,
      router: container.router,
      maxBatchSize: MAX_BATCH,
      createContext: (): RequestContext => ({
        requestId: c.get('requestId'),
        headers: c.req.raw.headers,
        client: clients.read(c),
        logger: container.logger,
        sessions: container.auth.sessions,
        shops: container.shops.keys,
        cutOff: () => cut.abort(),
      }),
    });
  });
}
