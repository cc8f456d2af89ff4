import { type Logger, OperatorError } from '@flashstudio/platform';
import { probePort } from '../embedded/ports.ts';
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
  const { demoLogin } = services;
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

async function configure(): Promise<Config> {
  const asked = readConfig();
  return readConfig(undefined, await probePort(asked.port, asked.host, 'PORT'));
}

await runProgram({ name: 'development', configure, start });
