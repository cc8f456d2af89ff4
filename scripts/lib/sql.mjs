import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './paths.mjs';

/** Runs one statement on the database of the running server. Resolves with the exit code. */
export function sql({ node, env }, args) {
  const child = spawn(node, ['--import', 'tsx', 'scripts/sql.ts', ...args], {
    cwd: path.join(root, 'packages', 'db'),
    env,
    stdio: 'inherit',
  });
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
