import { migrate } from '@flashstudio/db';
import {
  type Clock,
  createLogger,
  describeError,
  type Logger,
  OperatorError,
  systemClock,
} from '@flashstudio/platform';
import { createContainer, type DemoLogin } from './container.ts';
import { DEMO_PUBLISHABLE_KEY, makeDemoPayments, prepareDemoShop } from './embedded/demo-data.ts';
import { requireFreePort } from './embedded/ports.ts';
import { type RunningServices, startEmbeddedServices } from './embedded/services.ts';
import { createTravellingClock, type TravellingClock } from './embedded/travelling-clock.ts';
import { type Config, type EmbeddedServices, type ExternalServices, readConfig } from './env.ts';
import { type RunningServer, startServer } from './server.ts';

interface Stoppable {
  stop(): Promise<void>;
}

async function start(config: Config, logger: Logger, running: Stoppable[]): Promise<void> {
  await requireFreePort(config.port, config.host, 'PORT');
  if (config.services.kind === 'embedded') return startEmbedded(config, config.services, logger, running);
  const server = await startWith(config, config.services, systemClock, logger, null, running);
  logger.info({ port: server.port, role: config.role }, 'server is up');
  say(`Ready at ${config.publicUrl}`);
}

async function startWith(
  config: Config,
  services: ExternalServices,
  clock: Clock,
  logger: Logger,
  demoLogin: DemoLogin | null,
  running: Stoppable[],
): Promise<RunningServer & { container: ReturnType<typeof createContainer> }> {
  await migrate({ connectionString: services.databaseUrl }).catch((cause: unknown) => {
    if (!isUnreachable(cause)) throw new Error('The database could not be brought up to date.', { cause });
    throw new OperatorError(`The database cannot be reached (${reasonOf(cause)}): check DATABASE_URL.`, { cause });
  });
  const container = createContainer({ config, services, clock, logger, demoLogin });
  const server = await startServer(container);
  running.push(server);
  return { ...server, container };
}

async function startEmbedded(
  config: Config,
  embedded: EmbeddedServices,
  logger: Logger,
  running: Stoppable[],
): Promise<void> {
  await requireFreePort(embedded.sandboxPort, '127.0.0.1', 'SANDBOX_PORT');
  const clock = createTravellingClock();
  const services = await startEmbeddedServices(config, embedded, clock, say);
  running.push(services);
  say('Bringing the database up to date');
  const demoLogin = { email: 'admin@flashstudio.test', password: services.demoPassword };
  const { container } = await startWith(config, services.services, clock, logger, demoLogin, running);
  await makeDemo(container, services, clock, embedded.demoDays);
  say(
    [
      '',
      `  Shop demo   ${config.publicUrl}/`,
      `  Admin       ${config.publicUrl}/admin   (${demoLogin.email} / ${demoLogin.password})`,
      `  Mailbox     ${config.publicUrl}/dev/mailbox`,
      `  Sandbox     ${services.sandboxUrl}/`,
      '',
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
  await prepareDemoShop(container, container.config.origins);
  let told = 0;
  await makeDemoPayments({ container, sandbox, clock, days }, (done, total) => {
    const tenths = Math.floor((done / total) * 10);
    if (tenths === told) return;
    told = tenths;
    say(`Making demo payments: ${tenths * 10} %`);
  });
  container.logger.debug({ key: DEMO_PUBLISHABLE_KEY }, 'demo shop is ready');
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
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping === undefined) say('Stopping …');
      stop(0);
    });
  }
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
