import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Stoppable } from '../ending.ts';
import type { Config } from '../env.ts';
import { createGateway } from './gateway.ts';
import { startPages } from './pages.ts';

/** Listens where browsers and webhooks come: Vite answers for its modules, the gateway to the server for all else. */
export async function openPublicAddress({ port, host }: Config, serverPort: number): Promise<Stoppable> {
  const http = createServer();
  const pages = await startPages(http);
  const answer = getRequestListener(createGateway({ serverPort, pages }).fetch);
  http.on('request', (request, response) => pages.serveAsset(request, response, () => void answer(request, response)));
  http.listen(port, host);
  await once(http, 'listening');
  return {
    async stop() {
      await pages.stop();
      http.closeAllConnections();
      http.close();
    },
  };
}
