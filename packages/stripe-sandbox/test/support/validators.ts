import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ValidateFunction } from 'ajv';
import Stripe from 'stripe';

const here = fileURLToPath(new URL('.', import.meta.url));
const cacheDir = path.join(here, '..', '..', 'node_modules', '.cache', 'contract');

/**
 * Validators of everything in `answers.ts`. Making them takes seconds, so they are kept until the SDK, the list of answers
 * or the way they are made changes.
 */
export async function loadValidators(): Promise<Readonly<Record<string, ValidateFunction>>> {
  const sources = ['answers.ts', 'generate-validators.ts'].map((name) => readFileSync(path.join(here, name), 'utf8'));
  sources.push(Stripe.PACKAGE_VERSION, Stripe.API_VERSION);
  const file = path.join(cacheDir, `${createHash('sha256').update(sources.join()).digest('hex').slice(0, 16)}.cjs`);
  if (!existsSync(file)) {
    // Brings a whole compiler along, so it is loaded only when there is something to make.
    const { validatorsSource } = await import('./generate-validators.ts');
    keep(file, validatorsSource());
  }
  return createRequire(import.meta.url)(file);
}

/** Written aside and moved into place: test files that run at the same time never read half a file. */
function keep(file: string, text: string): void {
  mkdirSync(cacheDir, { recursive: true });
  const aside = `${file}.${process.pid}-${process.hrtime.bigint()}`;
  writeFileSync(aside, text);
  renameSync(aside, file);
}
