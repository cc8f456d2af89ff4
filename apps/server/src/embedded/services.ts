import path from 'node:path';
import { explainFileError, startEmbeddedPostgres } from '@flashstudio/db/embedded';
import type { Clock } from '@flashstudio/platform';
import {
  createStripeSandbox,
  type RunningSandbox,
  type SandboxAccount,
  type StripeSandbox,
} from '@flashstudio/stripe-sandbox';
import Stripe from 'stripe';
import { ownOrigin } from '../addresses.ts';
import type { DemoLogin } from '../container.ts';
import type { Ending } from '../ending.ts';
import type { Config, EmbeddedServices, ExternalServices } from '../env.ts';
import { openDataFolder } from './data-folder.ts';
import { readSecrets, type Secrets } from './secrets.ts';
import { placeWebhookEndpoint } from './webhook-endpoint.ts';

export interface RunningServices {
  readonly services: ExternalServices;
  readonly sandbox: StripeSandbox;
  readonly sandboxUrl: string;
  readonly demoLogin: DemoLogin;
}

export interface EmbeddedDeps {
  readonly config: Config;
  readonly embedded: EmbeddedServices;
  readonly clock: Clock;
  /** Stops what runs by then, whenever it comes. */
  readonly ending: Ending;
  readonly progress: (step: string) => void;
}

const PUBLISHABLE_KEY = 'pk_test_flashstudio';

/** The sandbox's one account. Its secret key is this installation's own: the sandbox's usual one is known to everybody. */
function accountOf({ stripeSecretKey }: Secrets): SandboxAccount {
  return {
    id: 'acct_flashstudio',
    name: 'FlashStudio demo',
    secretKeys: [stripeSecretKey],
    publishableKeys: [PUBLISHABLE_KEY],
  };
}

/**
 * Starts PostgreSQL and the Stripe sandbox under the data folder, and gives the settings to reach them. Throws an
 * OperatorError that says which file or program is in the way.
 */
export async function startEmbeddedServices(deps: EmbeddedDeps): Promise<RunningServices> {
  try {
    return await startServices(deps);
  } catch (error) {
    throw await explainFileError(error, deps.embedded.dataDir);
  }
}

async function startServices({ config, embedded, clock, ending, progress }: EmbeddedDeps): Promise<RunningServices> {
  const { dataDir } = embedded;
  const unlock = await openDataFolder(dataDir);
  ending.add({ stop: async () => unlock() });
  const secrets = await readSecrets(dataDir);

  progress('Starting PostgreSQL');
  const postgres = startEmbeddedPostgres({
    dataDir: path.join(dataDir, 'postgres'),
    database: 'flashstudio',
    signal: ending.signal,
  });
  // It is stopped from now on, even while it starts.
  ending.add({ stop: async () => (await postgres.catch(() => undefined))?.stop() });
  const { connectionString } = await postgres;

  progress('Starting the Stripe sandbox');
  const sandbox = createStripeSandbox({
    clock,
    accounts: [accountOf(secrets)],
    persistTo: path.join(dataDir, 'stripe-sandbox.jsonl'),
  });
  ending.add({ stop: () => sandbox.close() });
  const running = await sandbox.listen({ port: embedded.sandboxPort });
  ending.add({ stop: () => running.close() });
  const stripe = new Stripe(secrets.stripeSecretKey, { host: '127.0.0.1', port: running.port, protocol: 'http' });
  await placeWebhookEndpoint(sandbox, stripe, {
    url: `${ownOrigin({ address: config.host, port: config.port })}/webhooks/stripe`,
    secret: secrets.webhookSecret,
  });
  return {
    sandbox,
    sandboxUrl: running.url,
    demoLogin: { email: 'admin@flashstudio.test', password: secrets.demoPassword },
    services: settingsFor(connectionString, running, secrets),
  };
}

function settingsFor(databaseUrl: string, sandbox: RunningSandbox, secrets: Secrets): ExternalServices {
  return {
    kind: 'external',
    databaseUrl,
    authSecret: secrets.authSecret,
    paymentSecretKey: secrets.paymentSecretKey,
    stripeSecretKey: secrets.stripeSecretKey,
    stripePublishableKey: PUBLISHABLE_KEY,
    stripeWebhookSecrets: [secrets.webhookSecret],
    stripeApiUrl: sandbox.url,
    stripeScriptUrl: `${sandbox.url}/v3/stripe.js`,
    smtpUrl: undefined,
  };
}
