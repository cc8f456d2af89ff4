import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './paths.mjs';
import { runStep } from './step.mjs';

/** Builds what has changed and runs the server until it ends or is told to. */
export async function start({ node, env }) {
  const built = await runStep(
    'Building',
    'turbo',
    ['run', 'generate', 'build', '--output-logs=errors-only', '--log-order=grouped'],
    { env },
  );
  if (!built) throw new Error('The build failed: see above.');

  const server = spawn(node, ['--import', 'tsx', 'src/main.ts'], {
    cwd: path.join(root, 'apps', 'server'),
    env,
    stdio: 'inherit',
  });
  // Ctrl-C reaches the server from the terminal as well; it stops once, however often it is told.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => server.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  process.exitCode = await new Promise((resolve) => {
    server.once('error', () => resolve(1));
    server.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  });
}
