import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { type Binaries, copyBinaries, findBinaries, reachableByOthers } from './binaries.ts';
import { findUnprivilegedUser, type SystemUser } from './system-user.ts';

const run = promisify(execFile);

export interface EmbeddedPostgresOptions {
  /** Folder that keeps the cluster between starts. */
  readonly dataDir: string;
  readonly database: string;
  /** Where it listens; without it on a free port. For whoever has to find it again after a restart. */
  readonly port?: number;
  /** Trades safety against a crash of the machine for speed: for tests only. */
  readonly unsafeFast?: boolean;
}

export interface EmbeddedPostgres {
  readonly connectionString: string;
  /** Ends PostgreSQL in order; resolves when its process is gone. */
  stop(): Promise<void>;
}

const SUPERUSER = 'flashstudio';

/**
 * Starts a real PostgreSQL of our own under `dataDir`, making the cluster on first use. `pg_ctl` puts it into a
 * process group of its own, so that a Ctrl-C in the terminal reaches it only through `stop`, after the server is done
 * with it; and it takes over a cluster that a killed process left behind. PostgreSQL refuses to run as root: then it
 * runs as an unprivileged user, from a copy that user can reach if need be.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const place = await choosePlace(options.dataDir);
  const cluster = path.join(place.dir, 'cluster');
  const password = await ensureCluster(place, cluster);
  await stopLeftover(place, cluster);

  const port = options.port ?? (await freePort());
  await startServer(place, cluster, port, options.unsafeFast ?? false);
  const urlOf = (database: string) => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
  await ensureDatabase(urlOf('postgres'), options.database);
  return {
    connectionString: urlOf(options.database),
    stop: async () => {
      await pgCtl(place, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '30']);
    },
  };
}

interface Place {
  readonly dir: string;
  readonly binaries: Binaries;
  readonly user: SystemUser | null;
}

async function choosePlace(dataDir: string): Promise<Place> {
  const binaries = findBinaries();
  if (process.getuid?.() !== 0) {
    await mkdir(dataDir, { recursive: true });
    return { dir: dataDir, binaries, user: null };
  }
  const user = await findUnprivilegedUser();
  const reachable =
    (await reachableByOthers(path.join(dataDir, 'cluster'))) && (await reachableByOthers(binaries.initdb));
  const name = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 12);
  const dir = reachable ? dataDir : path.join('/var/lib/flashstudio-payments', name);
  await mkdir(dir, { recursive: true, mode: 0o755 });
  return { dir, binaries: reachable ? binaries : await copyBinaries(binaries, path.join(dir, 'postgresql')), user };
}

/** Makes the cluster on first use; returns its password, which only our own user can read. */
async function ensureCluster(place: Place, cluster: string): Promise<string> {
  const passwordFile = path.join(place.dir, 'password');
  const ready = await access(path.join(cluster, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (ready) return (await readFile(passwordFile, 'utf8')).trim();

  // A first start that was cut off leaves half a cluster, which initdb would refuse.
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (place.user !== null) {
    await chown(cluster, place.user.uid, place.user.gid);
    await chown(passwordFile, place.user.uid, place.user.gid);
  }
  await chmod(passwordFile, 0o600);
  await execute(place, place.binaries.initdb, [
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ]);
  return password;
}

async function stopLeftover(place: Place, cluster: string): Promise<void> {
  const left = await pgCtl(place, ['status', '-D', cluster]).then(
    () => true,
    () => false,
  );
  if (left) await pgCtl(place, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '30']);
}

async function startServer(place: Place, cluster: string, port: number, unsafeFast: boolean): Promise<void> {
  const log = path.join(cluster, 'server.log');
  const flags = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    '-c unix_socket_directories=',
    '-c max_connections=200',
    ...(unsafeFast ? ['-c fsync=off', '-c synchronous_commit=off', '-c full_page_writes=off'] : []),
  ].join(' ');
  try {
    await pgCtl(place, ['start', '-D', cluster, '-l', log, '-o', flags, '-w', '-t', '60']);
  } catch (cause) {
    const lines = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').slice(-3).join(' ');
    throw new Error(`PostgreSQL did not start: ${lines || 'see its log'} (${log})`, { cause });
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

function pgCtl(place: Place, args: readonly string[]): Promise<void> {
  return execute(place, place.binaries.pgCtl, args);
}

async function execute(place: Place, program: string, args: readonly string[]): Promise<void> {
  const identity = place.user === null ? {} : { uid: place.user.uid, gid: place.user.gid };
  // PostgreSQL wants a folder it may enter, and must not hear of variables such as PGDATA or PGPORT.
  await run(program, [...args], {
    ...identity,
    cwd: place.dir,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no free port')),
      );
    });
  });
}
