import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { placeIn, SUPERUSER } from './cluster.ts';

/** Where to reach the embedded PostgreSQL that a server keeps running below `folder`; null when none runs. */
export async function findRunningDatabase(folder: string, database: string): Promise<string | null> {
  const { cluster, passwordFile } = placeIn(folder);
  try {
    // https://www.postgresql.org/docs/current/storage-file-layout.html: the fourth line of this file is the port.
    const [, , , port] = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
    const password = (await readFile(passwordFile, 'utf8')).trim();
    return `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port?.trim()}/${database}`;
  } catch {
    return null;
  }
}
