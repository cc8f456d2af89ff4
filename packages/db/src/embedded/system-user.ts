import { readFile } from 'node:fs/promises';

/** A user of this machine. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Users that exist on every Unix or come with a PostgreSQL of its own; making one would change the machine. */
const CANDIDATES = ['postgres', 'nobody'];

/** Finds a user without rights to run PostgreSQL as. Throws one clear sentence where there is none. */
export async function findUnprivilegedUser(): Promise<SystemUser> {
  const entries = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of CANDIDATES) {
    const [, , uid, gid] = entries.find(([user]) => user === name) ?? [];
    if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('PostgreSQL cannot run as root and no user "postgres" or "nobody" exists: set DATABASE_URL instead.');
}
