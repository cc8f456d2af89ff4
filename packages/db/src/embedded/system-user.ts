import { readFile, stat } from 'node:fs/promises';
import { OperatorError } from '@flashstudio/platform';

/** A user of this machine. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Users that exist on every Unix or come with a PostgreSQL of its own; making one would change the machine. */
const CANDIDATES = ['postgres', 'nobody'];

/**
 * Whom PostgreSQL runs as, which refuses root: null for whoever we are. As root, the owner of a cluster that is there
 * already, else a user without rights. Throws a OperatorError where there is none.
 */
export async function choosePostgresUser(cluster: string): Promise<SystemUser | null> {
  if (process.geteuid?.() !== 0) return null;
  if (process.platform !== 'linux') {
    throw new OperatorError(
      'PostgreSQL cannot run as root: start as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own.',
    );
  }
  const owner = await stat(cluster).catch(() => undefined);
  if (owner !== undefined && owner.uid > 0) return { uid: owner.uid, gid: owner.gid };
  return findUnprivilegedUser();
}

async function findUnprivilegedUser(): Promise<SystemUser> {
  const entries = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of CANDIDATES) {
    const [, , uid, gid] = entries.find(([user]) => user === name) ?? [];
    if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new OperatorError(
    'PostgreSQL cannot run as root and no user "postgres" or "nobody" exists: set DATABASE_URL instead.',
  );
}
