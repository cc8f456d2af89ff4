import { startServer } from './server.ts';

/** Starts the server that the tests share, and stops it after them. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const { checkoutUrl, adminUrl, sandboxUrl, dataDir, secrets, stop } = await startServer();
  process.env['E2E_URL'] = checkoutUrl;
  process.env['E2E_ADMIN_URL'] = adminUrl;
  process.env['E2E_DATA_DIR'] = dataDir;
  process.env['E2E_SANDBOX_URL'] = sandboxUrl;
  process.env['E2E_SANDBOX_KEY'] = secrets.stripeSecretKey;
  process.env['E2E_WEBHOOK_SECRET'] = secrets.webhookSecret;
  return stop;
}
