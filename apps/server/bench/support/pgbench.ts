import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { EventTemplate } from './events.ts';

const run = promisify(execFile);

/** Inserts the event under ever new ids with PostgreSQL's own `pgbench`, one a commit; returns how many a second. */
export async function pgbench(
  program: string,
  { text }: EventTemplate,
  options: { connectionString: string; connections: number; seconds: number },
): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'flash-pgbench-'));
  try {
    const script = path.join(folder, 'insert.sql');
    const payload = text.replaceAll("'", "''").replaceAll('\n', ' ');
    await writeFile(script, `INSERT INTO bench_inserts VALUES (gen_random_uuid()::text, '${payload}');\n`);
    const { connectionString, connections, seconds } = options;
    const { stdout } = await run(program, [
      '--no-vacuum',
      '--protocol=prepared',
      `--client=${connections}`,
      '--jobs=2',
      `--time=${Math.max(1, Math.round(seconds))}`,
      `--file=${script}`,
      connectionString,
    ]);
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
