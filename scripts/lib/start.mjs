import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './paths.mjs';
import { passSignals } from './signals.mjs';
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

  // Over the channel the server hears of our end even when nobody could tell it.
  const server = spawn(node, ['--disable-warning=ExperimentalWarning', '--import', 'tsx', 'src/main.ts'], {
    cwd: path.join(root, 'apps', 'server'),
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  passSignals(server);
  process.exitCode = await new Promise((resolve) => {
    server.once('error', () => resolve(1));
    server.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  });
}
