import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startEmbeddedPostgres } from '@flashstudio/db/embedded';
import type { Clock } from '@flashstudio/platform';
import { OperatorError } from '@flashstudio/platform';
import { createStripeSandbox, type StripeSandbox } from '@flashstudio/stripe-sandbox';
import { z } from 'zod';
import type { Config, EmbeddedServices, ExternalServices } from '../env.ts';

export interface RunningServices {
  readonly services: ExternalServices;
  readonly sandbox: StripeSandbox;
  readonly sandboxUrl: string;
  readonly demoPassword: string;
  stop(): Promise<void>;
}

const secretsShape = z.object({
  authSecret: z.string(),
  paymentSecretKey: z.string(),
  webhookSecret: z.string(),
  demoPassword: z.string(),
});

/** Starts PostgreSQL and the Stripe sandbox under the data folder, and gives the settings to reach them. */
export async function startEmbeddedServices(
  config: Config,
  embedded: EmbeddedServices,
  clock: Clock,
  progress: (step: string) => void,
): Promise<RunningServices> {
  await mkdir(embedded.dataDir, { recursive: true });
  const unlock = await lockDataDir(embedded.dataDir);
  const secrets = await readSecrets(embedded.dataDir);
  progress('Starting PostgreSQL');
  const postgres = await startEmbeddedPostgres({
    dataDir: path.join(embedded.dataDir, 'postgres'),
    database: 'flashstudio',
  });

  progress('Starting the Stripe sandbox');
  const sandbox = createStripeSandbox({ clock, persistTo: path.join(embedded.dataDir, 'stripe-sandbox.jsonl') });
  const running = await sandbox.listen({ port: embedded.sandboxPort });
  sandbox.control.ensureWebhookEndpoint({
    url: `http://127.0.0.1:${config.port}/webhooks/stripe`,
    secret: secrets.webhookSecret,
  });
  return {
    sandbox,
    sandboxUrl: running.url,
    demoPassword: secrets.demoPassword,
    services: {
      kind: 'external',
      databaseUrl: postgres.connectionString,
      authSecret: secrets.authSecret,
      paymentSecretKey: secrets.paymentSecretKey,
      stripeSecretKey: 'sk_test_flashstudio',
      stripePublishableKey: 'pk_test_flashstudio',
      stripeWebhookSecrets: [secrets.webhookSecret],
      stripeApiUrl: running.url,
      stripeScriptUrl: `${running.url}/v3/stripe.js`,
      smtpUrl: undefined,
    },
    async stop() {
      await running.close();
      await sandbox.close();
      await postgres.stop();
      await unlock();
    },
  };
}

/** Two servers on one data folder would take the database from each other. */
async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const file = path.join(dataDir, 'server.pid');
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new OperatorError(
      `Another server (process ${holder}) is using ${dataDir}: stop it, or set DATA_DIR to another folder.`,
    );
  }
  await writeFile(file, String(process.pid));
  return () => rm(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Secrets of this installation, made once and readable by its user only. */
async function readSecrets(dataDir: string): Promise<z.infer<typeof secretsShape>> {
  const file = path.join(dataDir, 'secrets.json');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return secretsShape.parse(JSON.parse(kept));
  const random = () => randomBytes(32).toString('base64url');
  const secrets = {
    authSecret: random(),
    paymentSecretKey: random(),
    webhookSecret: `whsec_${random()}`,
    demoPassword: 'flashstudio-demo',
  };
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}
