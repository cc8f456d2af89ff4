import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The watched server, which Node ends in order and starts again when a file it has loaded changes. */
export interface WatchedServer {
  stop(): Promise<void>;
}

const ENTRY = fileURLToPath(new URL('./watched-server.ts', import.meta.url));

/** Starts watching. `settings` stand over the environment that this process has. */
export function startWatchedServer(settings: Readonly<Record<string, string>>): WatchedServer {
  const watcher = spawn(process.execPath, ['--watch', '--watch-preserve-output', '--import', 'tsx', ENTRY], {
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
