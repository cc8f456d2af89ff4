import { runStep } from './step.mjs';

/** Generates the database client where its schema has changed. Throws when that fails. */
export async function prepareDatabaseClient(env) {
  const generated = await runStep(
    'Preparing the database client',
    'turbo',
    ['run', 'generate', '--output-logs=errors-only'],
    { env },
  );
  if (!generated) throw new Error('The database client could not be generated: see above.');
}
