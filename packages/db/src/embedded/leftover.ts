import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { OperatorError } from '@flashstudio/platform';

const run = promisify(execFile);

const LOOK_EVERY_MS = 50;
const FAST_WITHIN_MS = 30_000;
const IMMEDIATE_WITHIN_MS = 10_000;

/** The name a cluster's PostgreSQL carries in its command line, by which it is known again. */
export function clusterName(cluster: string): string {
  return `flashstudio-${createHash('sha256').update(cluster).digest('hex').slice(0, 12)}`;
}

/**
 * Ends the PostgreSQL of a cluster that a killed process left behind. The number in its file alone says nothing: the
 * process that has it may be anybody's, whom PostgreSQL itself would take for its own and refuse to start, and whom we
 * must not stop. So the command line is looked at; a file that speaks of no PostgreSQL of this cluster is removed. For
 * who holds the folder's lock. Throws a OperatorError when it does not end.
 */
export async function endLeftover(cluster: string): Promise<void> {
  const file = path.join(cluster, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (pid > 0 && (await isPostgres(pid, cluster))) await end(pid, cluster);
  await rm(file, { force: true });
}

async function end(pid: number, cluster: string): Promise<void> {
  // https://www.postgresql.org/docs/current/server-shutdown.html: fast, and if that takes too long, immediate.
  for (const [signal, withinMs] of [
    ['SIGINT', FAST_WITHIN_MS],
    ['SIGQUIT', IMMEDIATE_WITHIN_MS],
  ] as const) {
    if (!tell(pid, signal)) break;
    const deadline = performance.now() + withinMs;
    while (performance.now() < deadline) {
      if (!(await isPostgres(pid, cluster))) return;
      await wait(LOOK_EVERY_MS);
    }
  }
  if (!(await isPostgres(pid, cluster))) return;
  throw new OperatorError(
    `A PostgreSQL that an earlier start left behind (process ${pid}) does not stop: end it, then start again.`,
  );
}

/** Whether the signal could be sent. */
function tell(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function isPostgres(pid: number, cluster: string): Promise<boolean> {
  return (await commandOf(pid)).includes(`cluster_name=${clusterName(cluster)}`);
}

/** A process's program and arguments; none for one that is gone. */
async function commandOf(pid: number): Promise<readonly string[]> {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  }
  const { stdout } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim().split(/\s+/);
}
