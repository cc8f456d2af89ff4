import { migrate } from '@flashstudio/db';
import { type Clock, type Logger, OperatorError, systemClock } from '@flashstudio/platform';
import { createContainer, type DemoLogin } from './container.ts';
import { makeDemoPayments, prepareDemoShops } from './embedded/demo-data.ts';
import { describeAddresses } from './embedded/describe-addresses.ts';
import { probeListeners, probePort } from './embedded/ports.ts';
import { type RunningServices, startEmbeddedServices } from './embedded/services.ts';
import { createTravellingClock, type TravellingClock } from './embedded/travelling-clock.ts';
import type { Ending } from './ending.ts';
import { type Config, type EmbeddedServices, type ExternalServices, readConfig } from './env.ts';
import { runProgram, say } from './program.ts';
import { type RunningServer, startServer } from './server.ts';

async function start(config: Config, logger: Logger, ending: Ending): Promise<void> {
  if (config.services.kind === 'embedded') return startEmbedded(config, config.services, logger, ending);
  const server = await startWith(config, config.services, systemClock, logger, null, ending);
  logger.info({ port: server.port, role: config.role }, 'server is up');
  say(`Ready at ${config.sites.checkout.url}, for the admin at ${config.sites.admin.url}`);
}

async function startWith(
  config: Config,
  services: ExternalServices,
  clock: Clock,
  logger: Logger,
  demoLogin: DemoLogin | null,
  ending: Ending,
): Promise<RunningServer & { container: ReturnType<typeof createContainer> }> {
  await migrate({ connectionString: services.databaseUrl }).catch((cause: unknown) => {
    if (!isUnreachable(cause)) throw new Error('The database could not be brought up to date.', { cause });
    throw new OperatorError(`The database cannot be reached (${reasonOf(cause)}): check DATABASE_URL.`, { cause });
  });
  const container = createContainer({ config, services, clock, logger, demoLogin });
  const server = await startServer(container);
  ending.add(server);
  return { ...server, container };
}

async function startEmbedded(
  config: Config,
  embedded: EmbeddedServices,
  logger: Logger,
  ending: Ending,
): Promise<void> {
  // What others write for us, such as the sandbox, is for our user alone as well.
  process.umask(0o077);
  await probePort(embedded.sandboxPort, '127.0.0.1', 'SANDBOX_PORT');
  const clock = createTravellingClock();
  const services = await startEmbeddedServices({ config, embedded, clock, ending, progress: say });
  say('Bringing the database up to date');
  const { demoLogin } = services;
  const { container } = await startWith(config, services.services, clock, logger, demoLogin, ending);
  await makeDemo(container, services, clock, embedded.demoDays);
  say(
    [
      ...describeAddresses(config.sites, services),
      '  Pay with 4242 4242 4242 4242, any date ahead and any code. Ctrl-C stops everything.',
      '',
    ].join('\n'),
  );
}

async function makeDemo(
  container: ReturnType<typeof createContainer>,
  { sandbox }: RunningServices,
  clock: TravellingClock,
  days: number,
): Promise<void> {
  await prepareDemoShops(container);
  let told = 0;
  await makeDemoPayments({ container, sandbox, clock, days }, (done, total) => {
    const tenths = Math.floor((done / total) * 10);
    if (tenths === told) return;
    told = tenths;
    say(`Making demo payments: ${tenths * 10} %`);
  });
  container.logger.debug('demo shops are ready');
}

/**
 * Codes of the network, and PostgreSQL's for a wrong login or database, too many connections and starting up:
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
function isUnreachable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(E[A-Z_]+|28\w{3}|3D000|53300|57P03)$/.test(String(error.code));
}

/** Errors of a refused connection carry a code and no words. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}

/** The configuration with the addresses that are really listened at: port 0 and a host's name stand for another. */
async function settle(config: Config): Promise<Config> {
  if (config.role === 'worker') return config;
  return readConfig(undefined, await probeListeners(config));
}

await runProgram({ name: 'the server', configure: () => settle(readConfig()), start });
