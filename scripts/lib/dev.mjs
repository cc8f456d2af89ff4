import { runServer } from './server.mjs';
import { runStep } from './step.mjs';

/** Runs the server and the browser apps from their sources; only the sandbox's own pages are built. */
export async function dev({ node, env }) {
  const built = await runStep(
    'Preparing the database client and the sandbox',
    'turbo',
    ['run', 'generate', '@flashstudio/stripe-sandbox#build', '--output-logs=errors-only', '--log-order=grouped'],
    { env },
  );
  if (!built) throw new Error('The preparations failed: see above.');
  // Who develops wants to see the requests.
  return runServer({ node, env: { ...env, LOG_LEVEL: env.LOG_LEVEL || 'info' } }, 'src/dev/main.ts');
}
