import { migrate } from '@flashstudio/db';
import { createLogger, describeError, systemClock } from '@flashstudio/platform';
import { createContainer } from '../container.ts';
import { createEnding, endInOrder } from '../ending.ts';
import { readConfig } from '../env.ts';
import { startServer } from '../server.ts';
import type { Sites } from '../sites.ts';
import { readHandover } from './handover.ts';
import { SOURCE_PAGES } from './source-pages.ts';

/** The server as development restarts it: on services that were there before it, with the pages as they are written. */
async function main(): Promise<void> {
  const own = readConfig();
  if (own.services.kind !== 'embedded') throw new Error('the development server is for embedded services only');
  const { services, demoLogin } = await readHandover(own.services.dataDir);
  const config = { ...own, sites: behindGateways(own.sites) };
  const logger = createLogger({ level: config.logLevel, pretty: config.logPretty });
  const ending = createEnding({
    exit: (code) => process.exit(code),
    failed: (error) => logger.fatal({ err: error }, 'could not stop in order'),
  });
  endInOrder(ending, (reason) => {
    if (reason instanceof Error) logger.fatal({ err: reason }, 'an error that nobody caught ends the server');
  });
  await migrate({ connectionString: services.databaseUrl });
  const container = createContainer({ config, services, clock: systemClock, logger, demoLogin });
  ending.add(await startServer(container, SOURCE_PAGES));
  process.stdout.write('Server is up\n');
}

/** The gateways have looked at the names that were asked for, and ask by the address alone. */
function behindGateways({ checkout, admin }: Sites): Sites {
  const asked = { names: ['127.0.0.1'], strays: [] };
  return { checkout: { ...checkout, ...asked }, admin: { ...admin, ...asked } };
}

await main().catch((error: unknown) => {
  // Its connections would keep a server that did not start from ending, and the next one from being tried.
  process.stderr.write(`${describeError(error)}\n`);
  process.exit(1);
});
