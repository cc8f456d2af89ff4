import { type Logger, OperatorError } from '@flashstudio/platform';
import { describeAddresses } from '../embedded/describe-addresses.ts';
import { probeListeners, probePort } from '../embedded/ports.ts';
import { startEmbeddedServices } from '../embedded/services.ts';
import { createTravellingClock } from '../embedded/travelling-clock.ts';
import type { Ending } from '../ending.ts';
import { type Config, readConfig } from '../env.ts';
import { runProgram, say } from '../program.ts';
import { makeDemo } from './demo.ts';
import { leaveHandover } from './handover.ts';
import { openPublicAddress } from './public-address.ts';
import { startWatchedServer } from './server-process.ts';

/**
 * Everything of development in one terminal: database, sandbox and Vite live in this process, for as long as it runs;
 * the server is a process of its own, which starts anew with every change.
 */
async function start(config: Config, logger: Logger, ending: Ending): Promise<void> {
  const embedded = config.services;
  if (embedded.kind !== 'embedded')
    throw new OperatorError(
      'Development brings its own database and Stripe: take the settings of production, such as DATABASE_URL and NODE_ENV, out of the environment.',
    );
  process.umask(0o077);
  await probePort(embedded.sandboxPort, '127.0.0.1', 'SANDBOX_PORT');
  const clock = createTravellingClock();
  const services = await startEmbeddedServices({ config, embedded, clock, ending, progress: say });
  const { demoLogin } = services;
  await leaveHandover(embedded.dataDir, { services: services.services, demoLogin });
  say('Making the demo data that is missing');
  await makeDemo({ config, services, clock, logger, demoLogin, days: embedded.demoDays });

  say('Starting Vite and the server');
  ending.add(startWatchedServer(await openPublicAddresses(config, ending)));
  say(
    [
      ...describeAddresses(config.sites, services),
      '  Pages follow what you save; the server restarts. Ctrl-C stops everything.',
      '',
    ].join('\n'),
  );
}

/** Opens both hosts to browsers. Resolves with the settings of the server that is to stand behind them. */
async function openPublicAddresses(config: Config, ending: Ending): Promise<Record<string, string>> {
  const { host: address, port, adminListener, sites } = config;
  if (adminListener === undefined) throw new Error('in development each host has a port of its own');
  const [behind, behindAdmin] = await Promise.all([
    probePort(0, '127.0.0.1', 'PORT'),
    probePort(0, '127.0.0.1', 'ADMIN_PORT'),
  ]);
  ending.add(await openPublicAddress('checkout', config, { address, port }, behind.port));
  ending.add(await openPublicAddress('admin', config, adminListener, behindAdmin.port));
  return {
    HOST: '127.0.0.1',
    PORT: String(behind.port),
    ADMIN_PORT: String(behindAdmin.port),
    PUBLIC_URL: sites.checkout.url,
    ADMIN_URL: sites.admin.url,
  };
}

async function configure(): Promise<Config> {
  return readConfig(undefined, await probeListeners(readConfig()));
}

await runProgram({ name: 'development', configure, start });
