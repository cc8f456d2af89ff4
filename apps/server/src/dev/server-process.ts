import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Stoppable } from '../ending.ts';

const ENTRY = fileURLToPath(new URL('./watched-server.ts', import.meta.url));

/**
 * Starts the server in a process of its own, with the flags of this one. Node ends it in order, and starts it again, when
 * a file it has loaded changes. `settings` stand over the environment that this process has.
 */
export function startWatchedServer(settings: Readonly<Record<string, string>>): Stoppable {
  const flags = ['--watch', '--watch-preserve-output', ...process.execArgv];
  const watcher = spawn(process.execPath, [...flags, ENTRY], {
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
