import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@flashstudio/db/embedded';
import { Client } from 'pg';
import { freePort } from '../server-process.ts';
import { until } from '../until.ts';

/** A PostgreSQL that can be made to crash, and keeps what it has committed as one in production does. */
export interface CrashingPostgres {
  readonly connectionString: string;
  /**
   * Crashes it. SIGKILL takes its first process away, and the others go when they notice; SIGQUIT ends all of them at
   * once and without a word (https://www.postgresql.org/docs/current/server-shutdown.html). Either way it has to recover.
   */
  crash(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void>;
  /** Starts it again where it was. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const START_WITHIN_MS = 60_000;

/** Starts a cluster of its own, in a folder that goes with it. */
export async function startCrashingPostgres(): Promise<CrashingPostgres> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'flash-chaos-'));
  // As root, PostgreSQL runs as another user, who must be able to pass.
  await chmod(dataDir, 0o755);
  const options = { dataDir, database: 'chaos', port: await freePort() };
  const first = await startEmbeddedPostgres(options);
  let running: Promise<EmbeddedPostgres | undefined> = Promise.resolve(first);
  let closed = false;
  const { connectionString } = first;
  const pidFile = path.join(await clusterOf(connectionString), 'postmaster.pid');

  return {
    connectionString,
    async crash(signal) {
      running = Promise.resolve(undefined);
      const pid = Number((await readFile(pidFile, 'utf8')).split('\n')[0]);
      process.kill(pid, signal);
      await until('PostgreSQL is gone', START_WITHIN_MS, async () => (isAlive(pid) ? undefined : true));
    },
    async restart() {
      if (closed) return;
      // It does not start while a process of the one before is still at its memory.
      running = until('PostgreSQL is up again', START_WITHIN_MS, () => startEmbeddedPostgres(options));
      await running;
    },
    async close() {
      closed = true;
      await (await running.catch(() => undefined))?.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function clusterOf(connectionString: string): Promise<string> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
  await client.end();
  return rows[0]?.data_directory ?? '';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
