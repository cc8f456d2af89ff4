import { runServer } from './server.mjs';
import { runStep } from './step.mjs';

/** Builds what has changed and runs the server until it ends or is told to. Resolves with its exit code. */
export async function start(environment) {
  const built = await runStep(
    'Building',
    'turbo',
    ['run', 'generate', 'build', '--output-logs=errors-only', '--log-order=grouped'],
    environment,
  );
  if (!built) throw new Error('The build failed: see above.');
  return runServer(environment, 'src/main.ts');
}
