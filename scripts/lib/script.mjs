import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './paths.mjs';

/** Runs a TypeScript file of a package to its end. Resolves with its exit code, or with 1 when it could not be started. */
export function runScript({ node, env }, folder, entry, args) {
  const child = spawn(node, ['--import', 'tsx', entry, ...args], {
    cwd: path.join(root, folder),
    env,
    stdio: 'inherit',
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
