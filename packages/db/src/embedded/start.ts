import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort, OperatorError } from '@flashstudio/platform';
import { Client } from 'pg';
import { ensureCluster, placeIn, SUPERUSER } from './cluster.ts';
import { lockFolder } from './folder-lock.ts';
import { endLeftover } from './leftover.ts';
import { makePrivateFolder } from './private-files.ts';
import { findInstallation, reachablePrograms } from './programs.ts';
import { type PostgresProcess, spawnPostgres } from './server-process.ts';
import { choosePostgresUser } from './system-user.ts';

export interface EmbeddedPostgresOptions {
  /** Folder that keeps the cluster between starts; it is closed to other users. */
  readonly dataDir: string;
  readonly database: string;
  /** Where it listens; without it on a free port. For whoever has to find it again after a restart. */
  readonly port?: number;
  /** Trades safety against a crash of the machine for speed: for tests only. */
  readonly unsafeFast?: boolean;
  /** Gives the start up: what has begun is ended, and the start rejects. */
  readonly signal?: AbortSignal;
}

export interface EmbeddedPostgres {
  readonly connectionString: string;
  /** Its first process. */
  readonly pid: number;
  /** Ends PostgreSQL in order; resolves when its process is gone. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 50;
/** The processes of a PostgreSQL whose first one was killed go when they notice, and hold its memory until then. */
const LET_GO_WITHIN_MS = 10_000;
const STILL_HELD = /pre-existing shared memory block/;
/** https://www.postgresql.org/docs/current/errcodes-appendix.html, class 28 */
const WRONG_PASSWORD = '28P01';

/**
 * Starts a real PostgreSQL of our own under `dataDir`, making the cluster on first use and ending one that a killed
 * process left behind. As root, whom PostgreSQL refuses, it runs as an unprivileged user. Throws a OperatorError where
 * another process uses the folder and where PostgreSQL does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  options.signal?.throwIfAborted();
  await makePrivateFolder(options.dataDir);
  const folder = await realpath(options.dataDir);
  const unlock = await lockFolder(folder);
  if (unlock === undefined)
    throw new OperatorError(`Another process is using the PostgreSQL in ${folder}: stop it, or choose another folder.`);
  try {
    return await startLocked(options, folder, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function startLocked(
  options: EmbeddedPostgresOptions,
  folder: string,
  unlock: () => void,
): Promise<EmbeddedPostgres> {
  const { unsafeFast = false } = options;
  const place = placeIn(folder);
  const user = await choosePostgresUser(place.cluster);
  const programs = await reachablePrograms(await findInstallation(), user);
  const password = await ensureCluster(place, { programs, user, unsafeFast, signal: options.signal });
  await endLeftover(place.cluster);

  const port = options.port ?? (await freePort());
  const urlOf = (database: string) => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
  const start = () =>
    spawnPostgres({
      program: programs.postgres,
      cluster: place.cluster,
      logFile: path.join(folder, 'server.log'),
      user,
      port,
      unsafeFast,
    });
  const postgres = await startAndWait(start, urlOf('postgres'), options.signal);
  void postgres.gone.then(unlock);
  try {
    await ensureDatabase(urlOf('postgres'), options.database);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return { connectionString: urlOf(options.database), pid: postgres.pid, stop: () => postgres.stop() };
}

async function startAndWait(
  start: () => Promise<PostgresProcess>,
  url: string,
  signal: AbortSignal | undefined,
): Promise<PostgresProcess> {
  const deadline = performance.now() + LET_GO_WITHIN_MS;
  for (;;) {
    signal?.throwIfAborted();
    const postgres = await start();
    const problem = await untilReady(postgres, url, signal);
    if (problem === undefined) return postgres;
    if (STILL_HELD.test(problem) && performance.now() < deadline) {
      await wait(LOOK_EVERY_MS);
      continue;
    }
    throw new OperatorError(`PostgreSQL did not start: ${problem}`);
  }
}

/** Waits until it answers; else it is gone when this resolves with what it said last. Throws when given up. */
async function untilReady(
  postgres: PostgresProcess,
  url: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  let gone = false;
  void postgres.gone.then(() => {
    gone = true;
  });
  const deadline = performance.now() + READY_WITHIN_MS;
  for (;;) {
    const answer = await ask(url);
    if (answer === 'ready') return undefined;
    if (gone) return (await postgres.lastWords()) || 'it ended without a word';
    if (signal?.aborted || answer === 'wrong password' || performance.now() > deadline) {
      await postgres.stop();
      signal?.throwIfAborted();
      return answer === 'wrong password'
        ? 'the password kept beside its files is not its own; put the right one back, or remove the folder to begin anew'
        : `it did not answer within ${READY_WITHIN_MS / 1000} s`;
    }
    await wait(LOOK_EVERY_MS);
  }
}

async function ask(url: string): Promise<'ready' | 'not yet' | 'wrong password'> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === WRONG_PASSWORD ? 'wrong password' : 'not yet';
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
