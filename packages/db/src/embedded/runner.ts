import type { SpawnOptions } from 'node:child_process';
import type { SystemUser } from './system-user.ts';

/** How a program of PostgreSQL's is run within a folder of the cluster's. */
export interface Runner {
  /** What it has to be told instead of the folder's own path. */
  readonly seenAs: string;
  readonly options: Pick<SpawnOptions, 'cwd' | 'uid' | 'gid' | 'env'>;
}

/**
 * Runs programs within `folder`, as `user` where that is somebody else. That user cannot pass the folders above, which
 * are root's alone; but the process is put into the folder before it becomes that user, and Linux leads from its working
 * directory to the folder without asking those above.
 */
export function runWithin(folder: string, user: SystemUser | null): Runner {
  return {
    seenAs: user === null ? folder : '/proc/self/cwd',
    options: {
      cwd: folder,
      ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
      // PostgreSQL must not hear of variables such as PGDATA or PGPORT.
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    },
  };
}
