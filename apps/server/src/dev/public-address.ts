import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Bound } from '../addresses.ts';
import type { Stoppable } from '../ending.ts';
import type { Config } from '../env.ts';
import type { Sites } from '../sites.ts';
import { createGateway } from './gateway.ts';
import { buildLoader, startPages } from './pages.ts';

/**
 * Listens where browsers and webhooks come for one of the two hosts: Vite answers for its modules, the gateway to the
 * server for all else.
 */
export async function openPublicAddress(
  app: keyof Sites,
  { sites }: Config,
  { address, port }: Bound,
  serverPort: number,
): Promise<Stoppable> {
  const http = createServer();
  const pages = await startPages(app, http);
  const gateway = createGateway({ app, site: sites[app], serverPort, pages, buildLoader });
  const answer = getRequestListener(gateway.fetch);
  http.on('request', (request, response) => pages.serveAsset(request, response, () => void answer(request, response)));
  http.listen(port, address);
  await once(http, 'listening');
  return {
    async stop() {
      await pages.stop();
      http.closeAllConnections();
      http.close();
    },
  };
}
