import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createLogger, describeError, type Logger } from '@flashstudio/platform';
import { getRequestListener } from '@hono/node-server';
import { requireFreePort } from '../embedded/ports.ts';
import { startEmbeddedServices } from '../embedded/services.ts';
import { createTravellingClock } from '../embedded/travelling-clock.ts';
import { type Config, readConfig } from '../env.ts';
import { OperatorError } from '../operator-error.ts';
import { makeDemo } from './demo.ts';
import { createGateway } from './gateway.ts';
import { leaveHandover } from './handover.ts';
import { startPages } from './pages.ts';
import { startWatchedServer } from './server-process.ts';

interface Stoppable {
  stop(): Promise<void>;
}

/**
 * Everything of development under one address: database, sandbox and Vite live in this process, for as long as it runs;
 * the server is a process of its own, which starts anew with every change.
 */
async function start(config: Config, logger: Logger, running: Stoppable[]): Promise<void> {
  const embedded = config.services;
  if (embedded.kind !== 'embedded') {
    throw new OperatorError(
      'Development brings its own database and Stripe: take DATABASE_URL and NODE_ENV=production out of the environment.',
    );
  }
  await requireFreePort(config.port, config.host, 'PORT');
  await requireFreePort(embedded.sandboxPort, '127.0.0.1', 'SANDBOX_PORT');
  const clock = createTravellingClock();
  const services = await startEmbeddedServices(config, embedded, clock, say);
  running.push(services);
  const demoLogin = { email: 'admin@flashstudio.test', password: services.demoPassword };
  await leaveHandover(embedded.dataDir, { services: services.services, demoLogin });
  say('Making the demo data that is missing');
  await makeDemo({ config, services, clock, logger, demoLogin, days: embedded.demoDays });

  say('Starting Vite and the server');
  const serverPort = await freePort();
  running.push(await openGateway(config, serverPort));
  running.push(startWatchedServer({ PORT: String(serverPort), PUBLIC_URL: config.publicUrl }));
  say(
    [
      '',
      `  Shop demo   ${config.publicUrl}/`,
      `  Admin       ${config.publicUrl}/admin   (${demoLogin.email} / ${demoLogin.password})`,
      `  Mailbox     ${config.publicUrl}/dev/mailbox`,
      `  Sandbox     ${services.sandboxUrl}/`,
      '',
      '  Pages follow what you save; the server restarts. Ctrl-C stops everything.',
      '',
    ].join('\n'),
  );
}

async function openGateway(config: Config, serverPort: number): Promise<Stoppable> {
  const http = createServer();
  const pages = await startPages(http);
  const answer = getRequestListener(createGateway({ serverPort, pages }).fetch);
  http.on('request', (request, response) => pages.serveAsset(request, response, () => void answer(request, response)));
  await listen(http, config.port, config.host);
  return {
    async stop() {
      await pages.stop();
      http.closeAllConnections();
      http.close();
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await listen(probe, 0, '127.0.0.1');
  probe.close();
  return port;
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a port has no address');
  return address.port;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function stopAll(running: Stoppable[]): Promise<void> {
  for (let part = running.pop(); part !== undefined; part = running.pop()) await part.stop();
}

async function main(): Promise<void> {
  const running: Stoppable[] = [];
  let logger = createLogger({ level: 'warn' });
  let stopping: Promise<void> | undefined;
  const stop = (code: number) => {
    stopping ??= stopAll(running).then(
      () => process.exit(code),
      (error: unknown) => {
        logger.fatal({ err: error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0));
  try {
    const config = readConfig();
    logger = createLogger({ level: config.logLevel, pretty: config.logPretty });
    await start(config, logger, running);
  } catch (error) {
    if (stopping !== undefined) return;
    process.stderr.write(`${error instanceof OperatorError ? error.message : describeError(error)}\n`);
    stop(1);
  }
}

await main();
