import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writePrivateFile } from '@flashstudio/db/embedded';
import { OperatorError } from '@flashstudio/platform';
import { z } from 'zod';

const random = () => randomBytes(32).toString('base64url');
const secret = z.string().min(32);

/** One that is missing, as in a file of an earlier version, is made. */
const shape = z.object({
  authSecret: secret.default(random),
  paymentSecretKey: secret.default(random),
  /** Of the sandbox's account. Letters and digits only, as Stripe's are. */
  stripeSecretKey: z
    .string()
    .regex(/^sk_test_\w{32,}$/)
    .default(() => `sk_test_${randomBytes(24).toString('hex')}`),
  webhookSecret: secret.default(() => `whsec_${random()}`),
  demoPassword: z.string().min(8).default('flashstudio-demo'),
});

/** Secrets of this installation. */
export type Secrets = z.output<typeof shape>;

/**
 * Reads the secrets of an installation, made once and readable by its user only. Throws an OperatorError that names the
 * file when there is something else in it.
 */
export async function readSecrets(dataDir: string): Promise<Secrets> {
  const file = path.join(dataDir, 'secrets.json');
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const secrets = parse(kept);
  if (secrets === undefined) {
    throw new OperatorError(
      `${file} ${kept.trim() === '' ? 'is empty' : 'cannot be understood'}: put a copy of it back, or remove it and new secrets are made (whoever is signed in has to sign in again).`,
    );
  }
  const text = `${JSON.stringify(secrets, null, 2)}\n`;
  if (text !== kept) await writePrivateFile(file, text);
  return secrets;
}

function parse(text: string): Secrets | undefined {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
