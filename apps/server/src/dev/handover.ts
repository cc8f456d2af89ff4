import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writePrivateFile } from '@flashstudio/db/embedded';
import { z } from 'zod';
import type { DemoLogin } from '../container.ts';
import type { ExternalServices } from '../env.ts';

/** What the process that keeps the services tells each server that starts beside it. */
export interface Handover {
  readonly services: ExternalServices;
  readonly demoLogin: DemoLogin;
}

const shape = z.object({
  services: z.object({
    kind: z.literal('external'),
    databaseUrl: z.string(),
    authSecret: z.string(),
    paymentSecretKey: z.string(),
    stripeSecretKey: z.string(),
    stripePublishableKey: z.string(),
    stripeWebhookSecrets: z.array(z.string()),
    stripeApiUrl: z.string().optional(),
    stripeScriptUrl: z.string(),
    smtpUrl: z.string().optional(),
  }),
  demoLogin: z.object({ email: z.string(), password: z.string() }),
});

const fileIn = (dataDir: string) => path.join(dataDir, 'development.json');

/** Leaves word of the running services in the data folder, for our own user only. */
export async function leaveHandover(dataDir: string, handover: Handover): Promise<void> {
  await writePrivateFile(fileIn(dataDir), `${JSON.stringify(handover, null, 2)}\n`);
}

/** Reads what was left. Throws when nothing was, or something else. */
export async function readHandover(dataDir: string): Promise<Handover> {
  const { services, ...rest } = shape.parse(JSON.parse(await readFile(fileIn(dataDir), 'utf8')));
  return { ...rest, services: { ...services, stripeApiUrl: services.stripeApiUrl, smtpUrl: services.smtpUrl } };
}
