import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/embedded/index.ts';
import { startFixture } from './fixture-process.ts';

const run = promisify(execFile);

let home: string;
let dataDir: string;
const running: EmbeddedPostgres[] = [];
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'flash-postgres-'));
  dataDir = path.join(home, 'data');
});
afterEach(async () => {
  for (const postgres of running.splice(0)) await postgres.stop();
  await rm(home, { recursive: true, force: true });
});

async function start(options: { signal?: AbortSignal } = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, database: 'kept', unsafeFast: true, ...options });
  running.push(postgres);
  return postgres;
}

async function query<T extends object>({ connectionString }: { connectionString: string }, sql: string): Promise<T[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Whether a process runs. One that is over and waits to be noticed does not. */
async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await run('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({ stdout: 'Z' }));
  return !stdout.startsWith('Z');
}

/** Everything under a folder that somebody but its owner may read, write or enter. */
async function openToOthers(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { recursive: true })).map((name) => path.join(folder, name));
  expect(entries.length).toBeGreaterThan(100);
  const open: string[] = [];
  for (const file of [folder, ...entries]) {
    const found = await stat(file).catch(unlessGone);
    if (found !== undefined && (found.mode & 0o077) !== 0) open.push(file);
  }
  return open;
}

/** PostgreSQL at work makes files and removes them. */
function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

describe('the embedded PostgreSQL', () => {
  it('is in a group of its own, so that Ctrl-C in the terminal reaches it only through us', async () => {
    const { pid } = await start();
    const groupOf = async (of: number) => (await run('ps', ['-o', 'pgid=', '-p', String(of)])).stdout.trim();
    expect(await groupOf(pid)).toBe(String(pid));
    expect(await groupOf(process.pid)).not.toBe(String(pid));
  });
});

describe('the data folder of the embedded PostgreSQL', () => {
  it('may have a name with dollar signs, quotes, backticks, spaces and letters of any alphabet', async () => {
    dataDir = path.join(home, `it's "mine" \`id\` $HOME $(id) \\ Škoda 数据 &;`);
    const postgres = await start();
    expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    expect(await query(await start(), 'SELECT 2 AS two')).toEqual([{ two: 2 }]);
  });

  it.each([
    ['000', 0o000],
    ['027', 0o027],
    ['077', 0o077],
  ])('works, and is closed to other users, under the umask %s', async (_, umask) => {
    const before = process.umask(umask);
    try {
      const postgres = await start();
      expect(await query(postgres, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      expect(await openToOthers(dataDir)).toEqual([]);
    } finally {
      process.umask(before);
    }
  });

  it('is closed to other users when it was open before', async () => {
    await mkdir(dataDir, { mode: 0o755 });
    await start();
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  });

  it('is refused to a second start, which leaves the first one alone', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(/^Another process is using the PostgreSQL in /);
    expect(await query(first, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('keeps what was written from one start to the next', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS number');
    await first.stop();
    expect(await query(await start(), 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
  });

  it.each(['', undefined])('names the file when the password in it is gone (%j)', async (content) => {
    await (await start()).stop();
    const file = path.join(dataDir, 'password');
    if (content === undefined) await rm(file);
    else await writeFile(file, content);
    await expect(start()).rejects.toThrow(file);
  });

  it('says that a password of another installation does not fit, and leaves nothing running', async () => {
    await (await start()).stop();
    await writeFile(path.join(dataDir, 'password'), 'of another one\n');
    await expect(start()).rejects.toThrow(/the password kept beside its files is not its own/);
    await expect(access(path.join(dataDir, 'cluster', 'postmaster.pid'))).rejects.toThrow('ENOENT');
  });

  it('tells what PostgreSQL said when it does not start', async () => {
    await (await start()).stop();
    await writeFile(path.join(dataDir, 'cluster', 'PG_VERSION'), '9\n');
    await expect(start()).rejects.toThrow(/^PostgreSQL did not start: .*incompatible/);
  });
});

describe('a first start that does not come to its end', () => {
  it('leaves nothing that the next one stumbles over when it is given up', async () => {
    const giveUp = new AbortController();
    const starting = start({ signal: giveUp.signal });
    // initdb is at work as soon as its workshop is there.
    await expect
      .poll(() => access(path.join(dataDir, 'making', 'cluster')).then(() => true), { interval: 5 })
      .toBe(true);
    giveUp.abort();
    await expect(starting).rejects.toThrow(/abort/i);
    expect(await readdir(dataDir)).not.toContain('making');
    expect(await readdir(dataDir)).not.toContain('cluster');
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('leaves no PostgreSQL running when it is given up while PostgreSQL is not ready', async () => {
    await (await start()).stop();
    const cluster = path.join(dataDir, 'cluster');
    await writeFile(path.join(cluster, 'pg_hba.conf'), 'host all all 127.0.0.1/32 reject\n');
    const giveUp = new AbortController();
    const starting = start({ signal: giveUp.signal });
    const readPid = async () => Number.parseInt(await readFile(path.join(cluster, 'postmaster.pid'), 'utf8'), 10);
    await expect.poll(readPid).toBeGreaterThan(0);
    const pid = await readPid();
    giveUp.abort();
    await expect(starting).rejects.toThrow(/abort/i);
    expect(await isRunning(pid)).toBe(false);
  });

  it('is begun anew when it was killed half-way', async () => {
    await mkdir(path.join(dataDir, 'making', 'cluster', 'base'), { recursive: true });
    await writeFile(path.join(dataDir, 'making', 'cluster', 'PG_VERSION'), '18\n');
    await writeFile(path.join(dataDir, 'password.new'), 'half');
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('a PostgreSQL that a killed process left behind', () => {
  it('is ended by the next start, which finds all that was committed', async () => {
    const killed = await startFixture(new URL('run-postgres.ts', import.meta.url), dataDir);
    const left: { pid: number; connectionString: string } = JSON.parse(killed.firstLine);
    await query(left, 'CREATE TABLE kept AS SELECT 7 AS number');
    await killed.kill();
    expect(await isRunning(left.pid)).toBe(true);

    const next = await start();
    expect(await isRunning(left.pid)).toBe(false);
    expect(await query(next, 'SELECT number FROM kept')).toEqual([{ number: 7 }]);
  });

  it('does not hinder the next start, which waits until the last of its processes is gone', async () => {
    const first = await start();
    const client = new Client({ connectionString: first.connectionString });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const last = rows[0]?.pid ?? 0;
    // It cannot notice that the first process is gone, and holds on to the memory they shared.
    process.kill(last, 'SIGSTOP');
    process.kill(first.pid, 'SIGKILL');
    await expect.poll(() => isRunning(first.pid)).toBe(false);

    const next = start();
    await expect.poll(() => readFile(path.join(dataDir, 'server.log'), 'utf8')).toContain('pre-existing shared memory');
    process.kill(last, 'SIGKILL');
    expect(await query(await next, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('ends with its process when that exits of itself', async () => {
    const process = await startFixture(new URL('run-postgres.ts', import.meta.url), dataDir);
    const { pid }: { pid: number } = JSON.parse(process.firstLine);
    process.child.kill('SIGUSR2');
    await once(process.child, 'exit');
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

describe('the number of a process in postmaster.pid', () => {
  let innocent: ChildProcess;
  afterEach(() => {
    innocent.kill('SIGKILL');
  });

  /** A process of the user PostgreSQL runs as: PostgreSQL takes it for its own and refuses to start. */
  async function startInnocent(): Promise<number> {
    const { uid, gid } = await stat(path.join(dataDir, 'cluster'));
    innocent = spawn('/bin/sleep', ['1000'], { uid, gid, stdio: 'ignore' });
    await once(innocent, 'spawn');
    return innocent.pid ?? 0;
  }

  it('neither keeps PostgreSQL from starting nor is stopped when it is now that of somebody else', async () => {
    await (await start()).stop();
    const pid = await startInnocent();
    const pidFile = path.join(dataDir, 'cluster', 'postmaster.pid');
    await writeFile(pidFile, `${pid}\n${dataDir}/cluster\n1\n5432\n\n127.0.0.1\n        1         1\nready   \n`);
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(innocent.exitCode).toBeNull();
    expect(innocent.signalCode).toBeNull();
  });

  it('is not taken for ours when it is that of the PostgreSQL of a folder this one was copied from', async () => {
    await (await start()).stop();
    const original = await startFixture(new URL('run-postgres.ts', import.meta.url), dataDir);
    const { pid, connectionString }: { pid: number; connectionString: string } = JSON.parse(original.firstLine);
    innocent = original.child;
    const copied = await readFile(path.join(dataDir, 'cluster', 'postmaster.pid'), 'utf8');
    dataDir = path.join(home, 'copy');
    await (await start()).stop();
    await writeFile(path.join(dataDir, 'cluster', 'postmaster.pid'), copied);

    await start();
    expect(await isRunning(pid)).toBe(true);
    expect(await query({ connectionString }, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('may be missing from an empty file, as a crash of the machine leaves it', async () => {
    await (await start()).stop();
    await startInnocent();
    await writeFile(path.join(dataDir, 'cluster', 'postmaster.pid'), '');
    expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
