import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

const marker = path.join(root, 'node_modules', '.flashstudio-install');

/** Installs the packages when they are missing or out of step with the lock file; needs no network otherwise. */
export function ensureInstalled() {
  const wanted = digest();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return;
  process.stdout.write('Installing packages (a few minutes the first time)\n');
  const { packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const { status, error } = spawnSync(
    'npx',
    ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only'],
    {
      cwd: root,
      stdio: 'inherit',
      // pnpm asks before it replaces a folder, which nobody can answer here; and in production it would leave out the
      // build tools, which are needed there too.
      env: {
        ...process.env,
        CI: process.env.CI ?? 'true',
        NODE_ENV: 'development',
        npm_config_update_notifier: 'false',
      },
    },
  );
  if (status !== 0) {
    throw new Error(
      `Installing packages failed${error ? ` (${error.message})` : ''}: see above, check the network, and run the command again.`,
    );
  }
  writeFileSync(marker, wanted);
}

function digest() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    hash.update(readFileSync(path.join(root, file)));
  return hash.digest('hex');
}
