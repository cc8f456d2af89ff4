import { migrate } from '@flashstudio/db';
import { createLogger, describeError, systemClock } from '@flashstudio/platform';
import { createContainer } from '../container.ts';
import { readConfig } from '../env.ts';
import { startServer } from '../server.ts';
import { readHandover } from './handover.ts';
import { SOURCE_PAGES } from './source-pages.ts';

/** The server as development restarts it: on services that were there before it, with the pages as they are written. */
async function main(): Promise<void> {
  const config = readConfig();
  if (config.services.kind !== 'embedded') throw new Error('the development server is for embedded services only');
  const { services, demoLogin } = await readHandover(config.services.dataDir);
  const logger = createLogger({ level: config.logLevel, pretty: config.logPretty });
  await migrate({ connectionString: services.databaseUrl });
  const container = createContainer({ config, services, clock: systemClock, logger, demoLogin });
  const server = await startServer(container, SOURCE_PAGES);
  process.stdout.write('Server is up\n');

  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ err: error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}

await main().catch((error: unknown) => {
  // Its connections would keep a server that did not start from ending, and the next one from being tried.
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(1);
});
