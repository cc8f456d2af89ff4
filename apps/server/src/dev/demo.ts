import { migrate } from '@flashstudio/db';
import type { Logger } from '@flashstudio/platform';
import { createContainer, type DemoLogin } from '../container.ts';
import { makeDemoPayments, prepareDemoShops } from '../embedded/demo-data.ts';
import type { RunningServices } from '../embedded/services.ts';
import type { TravellingClock } from '../embedded/travelling-clock.ts';
import type { Config } from '../env.ts';
import { startServer } from '../server.ts';

export interface DemoDeps {
  readonly config: Config;
  readonly services: RunningServices;
  readonly clock: TravellingClock;
  readonly logger: Logger;
  readonly demoLogin: DemoLogin;
  /** Days of demo payments, if there are no payments yet. */
  readonly days: number;
}

/**
 * Makes the demo data with a server of this process, which is stopped again: payments of the past need the sandbox and
 * the server on one clock, and the sandbox's webhooks at the public address.
 */
export async function makeDemo({ config, services, clock, logger, demoLogin, days }: DemoDeps): Promise<void> {
  await migrate({ connectionString: services.services.databaseUrl });
  const container = createContainer({ config, services: services.services, clock, logger, demoLogin });
  const server = await startServer(container);
  try {
    await prepareDemoShops(container);
    await makeDemoPayments({ container, sandbox: services.sandbox, clock, days }, () => undefined);
  } finally {
    await server.stop();
  }
}
