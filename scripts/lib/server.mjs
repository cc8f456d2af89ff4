import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './paths.mjs';
import { passSignals } from './signals.mjs';

/** Runs one of the server's programs until it ends or is told to. Resolves with its exit code. */
export async function runServer({ node, env }, entry, flags = []) {
  // Over the channel the server hears of our end even when nobody could tell it.
  const server = spawn(node, [...flags, '--disable-warning=ExperimentalWarning', '--import', 'tsx', entry], {
    cwd: path.join(root, 'apps', 'server'),
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  passSignals(server);
  return new Promise((resolve) => {
    server.once('error', () => resolve(1));
    server.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  });
}
