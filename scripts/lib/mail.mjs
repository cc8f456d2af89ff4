import { runServer } from './server.mjs';
import { runStep } from './step.mjs';

/** Shows every e-mail with example data, anew whenever a template is saved. Resolves with its exit code. */
export async function mail({ node, env }) {
  const generated = await runStep(
    'Preparing the database client',
    'turbo',
    ['run', 'generate', '--output-logs=errors-only'],
    { env },
  );
  if (!generated) throw new Error('The database client could not be generated: see above.');
  return runServer({ node, env: { ...env, PORT: env.PORT || '4002' } }, 'src/dev/mail-preview.ts', [
    '--watch',
    '--watch-preserve-output',
  ]);
}
