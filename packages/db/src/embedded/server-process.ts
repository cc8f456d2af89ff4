import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { lastLines } from './cluster.ts';
import { clusterName } from './leftover.ts';
import { runWithin } from './runner.ts';
import type { SystemUser } from './system-user.ts';

/** A PostgreSQL of ours that runs. */
export interface PostgresProcess {
  readonly pid: number;
  /** Resolves when it is gone, for whatever reason. */
  readonly gone: Promise<void>;
  /** Ends it in order, at once if that takes too long; resolves when it is gone. */
  stop(): Promise<void>;
  /** The end of what it wrote since it was started. */
  lastWords(): Promise<string>;
}

export interface PostgresProcessOptions {
  readonly program: string;
  readonly cluster: string;
  readonly logFile: string;
  readonly user: SystemUser | null;
  readonly port: number;
  readonly unsafeFast: boolean;
}

const FAST_WITHIN_MS = 30_000;

/**
 * Starts PostgreSQL itself, without a shell in between. It gets a session of its own, so that what the terminal tells us
 * (Ctrl-C, its end) reaches it only through `stop`, after the server is done with it. Whatever way our own process
 * exits, short of being killed, it is told to stop.
 */
export async function spawnPostgres(options: PostgresProcessOptions): Promise<PostgresProcess> {
  const { program, cluster, logFile, user } = options;
  const { seenAs, options: runOptions } = runWithin(cluster, user);
  const log = await open(logFile, 'a', 0o600);
  try {
    await log.chmod(0o600);
    const { size: logged } = await log.stat();
    const child = spawn(program, ['-D', seenAs, ...settings(options)], {
      ...runOptions,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    return supervise(child, async () => lastLines((await readFile(logFile)).subarray(logged).toString()));
  } finally {
    await log.close();
  }
}

function settings({ cluster, port, unsafeFast }: PostgresProcessOptions): string[] {
  return [
    `cluster_name=${clusterName(cluster)}`,
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    ...(unsafeFast ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : []),
  ].flatMap((setting) => ['-c', setting]);
}

function supervise(child: ChildProcess, lastWords: () => Promise<string>): PostgresProcess {
  const over = child.exitCode !== null || child.signalCode !== null;
  const gone = over ? Promise.resolve() : once(child, 'exit').then(() => undefined);
  const tellAtExit = () => child.kill('SIGINT');
  process.once('exit', tellAtExit);
  void gone.then(() => process.off('exit', tellAtExit));
  return {
    pid: child.pid ?? 0,
    gone,
    lastWords,
    async stop() {
      child.kill('SIGINT');
      const patience = setTimeout(() => child.kill('SIGQUIT'), FAST_WITHIN_MS);
      await gone;
      clearTimeout(patience);
    },
  };
}
