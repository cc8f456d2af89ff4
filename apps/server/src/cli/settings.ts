import path from 'node:path';
import { findRunningDatabase } from '@flashstudio/db/embedded';
import { OperatorError } from '@flashstudio/platform';
import { readSecrets } from '../embedded/secrets.ts';
import { type Config, readConfig } from '../env.ts';

/** What commands work on. */
export interface CommandSettings {
  readonly databaseUrl: string;
  readonly authSecret: string;
  /** Where browsers reach the checkout's host, and where the admin's. */
  readonly checkoutUrl: string;
  readonly adminUrl: string;
}

/**
 * Reads the settings of the server: of services of its operator, or, where everything is embedded, of the server that runs.
 * Throws an OperatorError when none does, or when settings are wrong.
 */
export async function readCommandSettings({ services, sites }: Config = readConfig()): Promise<CommandSettings> {
  const urls = { checkoutUrl: sites.checkout.url, adminUrl: sites.admin.url };
  if (services.kind === 'external') return { ...urls, ...services };
  const databaseUrl = await findRunningDatabase(path.join(services.dataDir, 'postgres'), 'flashstudio');
  if (databaseUrl === null)
    throw new OperatorError('No database is running: npm start or npm run dev starts one, or set DATABASE_URL.');
  return { ...urls, databaseUrl, authSecret: (await readSecrets(services.dataDir)).authSecret };
}
