import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { OperatorError } from '@flashstudio/platform';
import { syncFolder, writePrivateFile } from './private-files.ts';
import { type Programs, withPlainPath } from './programs.ts';
import { runWithin } from './runner.ts';
import type { SystemUser } from './system-user.ts';

const run = promisify(execFile);

export const SUPERUSER = 'flashstudio';

/** Where a cluster and its password are kept. */
export interface ClusterPlace {
  readonly folder: string;
  readonly cluster: string;
  readonly passwordFile: string;
}

export function placeIn(folder: string): ClusterPlace {
  return { folder, cluster: path.join(folder, 'cluster'), passwordFile: path.join(folder, 'password') };
}

export interface ClusterOptions {
  readonly programs: Programs;
  readonly user: SystemUser | null;
  /** Leaves the new files to the system to write, which a crash of the machine may cut off: for tests only. */
  readonly unsafeFast: boolean;
  /** Gives up what has begun. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Makes the cluster on first use; returns its password, which only our own user can read. Throws a OperatorError where the
 * password is gone or initdb fails, which leaves nothing behind.
 */
export async function ensureCluster(place: ClusterPlace, options: ClusterOptions): Promise<string> {
  const { folder, cluster, passwordFile } = place;
  if (await exists(path.join(cluster, 'PG_VERSION'))) return readPassword(place);

  // It comes into being beside its place and moves there complete: what was cut off is never taken for a cluster.
  const workshop = path.join(folder, 'making');
  await rm(workshop, { recursive: true, force: true });
  await rm(cluster, { recursive: true, force: true });
  try {
    const password = randomBytes(24).toString('base64url');
    await writePrivateFile(passwordFile, `${password}\n`);
    await layOut(workshop, password, options.user);
    await withPlainPath(options.programs, ({ initdb }) => initialise(initdb, path.join(workshop, 'cluster'), options));
    await rename(path.join(workshop, 'cluster'), cluster);
    await syncFolder(folder);
    return password;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function readPassword({ folder, passwordFile }: ClusterPlace): Promise<string> {
  const password = (await readFile(passwordFile, 'utf8').catch(ifAbsent(''))).trim();
  if (password !== '') return password;
  throw new OperatorError(
    `${passwordFile} is ${(await exists(passwordFile)) ? 'empty' : 'missing'}, and without it the database beside it cannot be opened: put it back, or remove ${folder} to begin anew.`,
  );
}

/** The folder for initdb, and the password where initdb can read it. */
async function layOut(workshop: string, password: string, user: SystemUser | null): Promise<void> {
  const [cluster, passwordFile] = [path.join(workshop, 'cluster'), path.join(workshop, 'password')];
  await mkdir(workshop, { mode: 0o700 });
  await mkdir(cluster, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  for (const [file, mode] of [
    [passwordFile, 0o600],
    [cluster, 0o700],
    [workshop, 0o700],
  ] as const) {
    await chmod(file, mode);
    if (user !== null) await chown(file, user.uid, user.gid);
  }
}

async function initialise(
  initdb: string,
  cluster: string,
  { user, unsafeFast, signal }: ClusterOptions,
): Promise<void> {
  const { seenAs, options } = runWithin(cluster, user);
  const args = [
    `--pgdata=${seenAs}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${seenAs}/../password`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(unsafeFast ? ['--no-sync'] : []),
  ];
  try {
    await run(initdb, args, { ...options, ...(signal === undefined ? {} : { signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    const said = cause instanceof Error && 'stderr' in cause ? lastLines(String(cause.stderr)) : '';
    throw new OperatorError(`PostgreSQL could not make its files in ${cluster}: ${said || String(cause)}`, { cause });
  }
}

/** The end of what PostgreSQL wrote, on one line, for an error's message. */
export function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ');
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(() => true, ifAbsent(false));
}

/** Gives `fallback` for a file that is not there; every other error goes on. */
function ifAbsent<T>(fallback: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return fallback;
    throw error;
  };
}
