import { chmod, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { lockFolder, makePrivateFolder } from '@flashstudio/db/embedded';
import { OperatorError } from '@flashstudio/platform';

/** What tells a data folder of ours: the first file we make in it, and the one earlier versions made. */
const OURS = ['server.lock', 'secrets.json'];
/** What file systems and people's tools put into a folder that is empty otherwise. */
const NOTHING = ['lost+found', '.DS_Store', '.gitkeep', '.gitignore'];

/**
 * Makes the data folder ours alone: closed to other users, whatever the umask and whatever was open before, and locked
 * against a second server, which would take the database from this one. Returns how to give it back. Throws an
 * OperatorError when another server has it, or when it holds something that is not ours to close.
 */
export async function openDataFolder(dataDir: string): Promise<() => void> {
  await refuseForeign(dataDir);
  await makePrivateFolder(dataDir);
  const folder = await realpath(dataDir);
  const unlock = await lockFolder(folder);
  if (unlock === undefined)
    throw new OperatorError(`Another server is using ${dataDir}: stop it, or set DATA_DIR to another folder.`);
  await closeFiles(folder);
  return unlock;
}

/** Closing somebody's home, or /tmp, to everybody else would do harm. */
async function refuseForeign(dataDir: string): Promise<void> {
  const entries = await readdir(dataDir).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const foreign = entries.find((name) => !NOTHING.includes(name));
  if (foreign !== undefined && !entries.some((name) => OURS.includes(name))) {
    throw new OperatorError(
      `${dataDir} holds other things (${foreign}): set DATA_DIR to a folder of its own, which is made if need be.`,
    );
  }
}

async function closeFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) await chmod(file, mode & 0o700);
  }
}
