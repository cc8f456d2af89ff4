import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './paths.mjs';

/** Runs one of the server's programs until it ends or is told to. Resolves with its exit code. */
export async function runServer({ node, env }, entry, flags = []) {
  const server = spawn(node, [...flags, '--import', 'tsx', entry], {
    cwd: path.join(root, 'apps', 'server'),
    env,
    stdio: 'inherit',
  });
  // Ctrl-C reaches the server from the terminal as well; it stops once, however often it is told.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => server.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal));
  return new Promise((resolve) => {
    server.once('error', () => resolve(1));
    server.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  });
}
