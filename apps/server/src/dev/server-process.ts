import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Stoppable } from '../ending.ts';

const ENTRY = fileURLToPath(new URL('./watched-server.ts', import.meta.url));

const FLAGS = ['--watch', '--watch-preserve-output', '--disable-warning=ExperimentalWarning', '--import', 'tsx'];

/**
 * Starts the server in its own process, which Node ends in order and starts again when a file it has loaded changes.
 * `settings` stand over the environment that this process has.
 */
export function startWatchedServer(settings: Readonly<Record<string, string>>): Stoppable {
  const watcher = spawn(process.execPath, [...FLAGS, ENTRY], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...settings },
  });
  return { stop: () => end(watcher) };
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = once(process, 'exit');
  process.kill('SIGTERM');
  await gone;
}
