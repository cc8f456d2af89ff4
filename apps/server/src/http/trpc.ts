import type { RequestContext } from '@flashstudio/rpc';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { Container } from '../container.ts';
import { limitBody } from './body-limit.ts';
import type { ClientReader } from './client.ts';
import type { Routes } from './routes.ts';
import { createOpenStreams } from './stream-places.ts';

const MAX_INPUT_BYTES = 64_000;
const MAX_BATCH = 20;
/** Seconds after which who got no stream may ask again; by then some have usually ended. */
const STREAM_RETRY_AFTER = '30';

export interface TrpcDeps {
  readonly container: Container;
  readonly clients: ClientReader;
  readonly stopping: AbortSignal;
  /** What is served. */
  readonly router: Container['routers'][keyof Container['routers']];
  /** Whether cookies count. Where they do not, nobody is signed in, whatever a procedure asks for and a browser sends. */
  readonly cookies: boolean;
}

/** Serves a typed API. Mutations want JSON, which a form on another site cannot send. */
export function mountTrpc(routes: Routes, { container, clients, stopping, router, cookies }: TrpcDeps): void {
  const streams = createOpenStreams(container.config.streamLimits);
  routes.all(
    '/trpc/*',
    { kind: 'by_procedure' },
    (c) => {
      // A live subscription would keep the server from stopping.
      const cut = new AbortController();
      const request = new Request(c.req.raw, { signal: AbortSignal.any([c.req.raw.signal, stopping, cut.signal]) });
      let refused = false;
      const places = streams.of({
        over: request.signal,
        refused: () => {
          refused = true;
        },
      });
      return fetchRequestHandler({
        endpoint: '/trpc',
        req: request,
        router,
        maxBatchSize: MAX_BATCH,
        createContext: (): RequestContext => ({
          requestId: c.get('requestId'),
          headers: cookies ? c.req.raw.headers : withoutCookies(c.req.raw.headers),
          client: clients.read(c),
          logger: container.logger,
          sessions: container.auth.sessions,
          shops: container.shops.keys,
          streams: places,
          cutOff: () => cut.abort(),
        }),
        // tRPC tells what is wrong with a stream in the stream itself, under the status of one that is well.
        responseMeta: () =>
          refused ? { status: 429, headers: new Headers({ 'retry-after': STREAM_RETRY_AFTER }) } : {},
      });
    },
    limitBody(MAX_INPUT_BYTES),
  );
}

function withoutCookies(given: Headers): Headers {
  const headers = new Headers(given);
  headers.delete('cookie');
  return headers;
}
