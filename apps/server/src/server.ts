import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import type { Bound } from './addresses.ts';
import type { Container } from './container.ts';
import { answerByName, createHttpApps } from './http/app.ts';
import type { ServerApp } from './http/server-app.ts';
import { BUILT_PAGES, type PageFolders } from './http/spa.ts';

export interface RunningServer {
  readonly port: number;
  /** Stops in order: no new requests, live streams ended, work at hand finished, connections closed. */
  stop(): Promise<void>;
}

const DRAIN_MS = 5_000;

/** Headers and body have to arrive within 10 s: who sends slower would hold a connection for minutes. Answers may take longer. */
const ARRIVAL_LIMITS = { headersTimeout: 10_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 };

/** Starts the parts this process's role asks for. Rejects when the port is taken. */
export async function startServer(container: Container, pages: PageFolders = BUILT_PAGES): Promise<RunningServer> {
  const { config, listener, jobs, events, readers, capabilities, logger } = container;
  const workers = capabilities.flatMap((capability) => capability.workers ?? []);
  const stopping = new AbortController();
  await listener.start();
  await events.start();
  await jobs.start(capabilities.flatMap((capability) => capability.jobs ?? []));

  const web = config.role === 'worker' ? undefined : await listen(container, stopping.signal, pages);
  if (config.role !== 'web') {
    for (const worker of workers) await worker.start();
    readers.start();
    await jobs.work();
    for (const capability of capabilities) await capability.schedule?.();
  }
  return {
    port: web?.port ?? 0,
    async stop() {
      stopping.abort();
      await web?.close();
      await Promise.all(workers.map((worker) => worker.stop()));
      await readers.stop();
      await jobs.stop().catch((error: unknown) => logger.error({ err: error }, 'job queue did not stop in order'));
      await events.stop();
      container.hints.stop();
      await listener.stop();
      await container.transport.close();
      await container.sql.close();
      await container.db.$disconnect();
    },
  };
}

interface OpenPort {
  readonly port: number;
  close(): Promise<void>;
}

/** Opens a port for each host, or one for both where they are told apart by name. */
async function listen(container: Container, stopping: AbortSignal, pages: PageFolders): Promise<OpenPort> {
  const { port, host: address, adminListener, sites } = container.config;
  const apps = createHttpApps(container, stopping, pages);
  const web = { address, port };
  if (adminListener === undefined) return open(web, answerByName(apps, sites.admin));
  const [checkout, admin] = [await open(web, apps.checkout.fetch), await open(adminListener, apps.admin.fetch)];
  return {
    port: checkout.port,
    async close() {
      await Promise.all([checkout.close(), admin.close()]);
    },
  };
}

function open({ address: hostname, port }: Bound, fetch: ServerApp['fetch']): Promise<OpenPort> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname, serverOptions: ARRIVAL_LIMITS }, (info) =>
      resolve({ port: info.port, close: () => close(server) }),
    );
    server.once('error', reject);
  });
}

/** Lets requests at hand finish, then cuts what is left. */
function close(server: ReturnType<typeof serve>): Promise<void> {
  const http = server as Server;
  return new Promise((resolve) => {
    const cut = setTimeout(() => http.closeAllConnections(), DRAIN_MS);
    http.close(() => {
      clearTimeout(cut);
      resolve();
    });
    http.closeIdleConnections();
  });
}
