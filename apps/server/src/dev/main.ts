import { createLogger, describeError, type Logger, OperatorError } from '@flashstudio/platform';
import { probePort } from '../embedded/ports.ts';
import { startEmbeddedServices } from '../embedded/services.ts';
import { createTravellingClock } from '../embedded/travelling-clock.ts';
import { createEnding, type Ending, endInOrder } from '../ending.ts';
import { type Config, readConfig } from '../env.ts';
import { makeDemo } from './demo.ts';
import { leaveHandover } from './handover.ts';
import { openPublicAddress } from './public-address.ts';
import { startWatchedServer } from './server-process.ts';

/**
 * Everything of development under one address: database, sandbox and Vite live in this process, for as long as it runs;
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
  const { publicUrl, origins } = config;
  const demoLogin = { email: 'admin@flashstudio.test', password: services.demoPassword };
  await leaveHandover(embedded.dataDir, { publicUrl, origins, services: services.services, demoLogin });
  say('Making the demo data that is missing');
  await makeDemo({ config, services, clock, logger, demoLogin, days: embedded.demoDays });

  say('Starting Vite and the server');
  const { port } = await probePort(0, '127.0.0.1', 'PORT');
  ending.add(await openPublicAddress(config, port));
  ending.add(startWatchedServer({ HOST: '127.0.0.1', PORT: String(port) }));
  say(
    [
      '',
      `  Shop demo   ${publicUrl}/`,
      `  Admin       ${publicUrl}/admin   (${demoLogin.email} / ${demoLogin.password})`,
      `  Mailbox     ${publicUrl}/dev/mailbox`,
      `  Sandbox     ${services.sandboxUrl}/`,
      '',
      '  Pages follow what you save; the server restarts. Ctrl-C stops everything.',
      '',
    ].join('\n'),
  );
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<void> {
  let logger = createLogger({ level: 'warn' });
  const ending = createEnding({
    exit: (code) => process.exit(code),
    failed: (error) => logger.fatal({ err: error }, 'could not stop in order'),
  });
  endInOrder(ending, (reason) => {
    if (reason instanceof Error) logger.fatal({ err: reason }, 'an error that nobody caught ends development');
    else say('Stopping …');
  });
  try {
    const asked = readConfig();
    const config = readConfig(undefined, await probePort(asked.port, asked.host, 'PORT'));
    logger = createLogger({ level: config.logLevel, pretty: config.logPretty });
    await start(config, logger, ending);
  } catch (error) {
    if (ending.signal.aborted) return;
    process.stderr.write(`${error instanceof OperatorError ? error.message : describeError(error)}\n`);
    ending.begin(1);
  }
}

await main();
