import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { OperatorError } from '@flashstudio/platform';

/**
 * Turns an error of the file system in a data folder into a OperatorError that names the file and the way out. Every other
 * error comes back as it is.
 */
export async function explainFileError(error: unknown, folder: string): Promise<unknown> {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error) || typeof error.path !== 'string')
    return error;
  const { path: file, code } = error;
  if (file !== folder && !file.startsWith(`${folder}${path.sep}`) && !folder.startsWith(file)) return error;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return new OperatorError(await explainRefusal(file, folder), { cause: error });
    case 'EROFS':
      return new OperatorError(`${file} is on a disk that cannot be written: set DATA_DIR to a folder that can.`, {
        cause: error,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new OperatorError(`The disk is full (${file}): make room, or set DATA_DIR to a folder on another disk.`, {
        cause: error,
      });
    case 'EEXIST':
    case 'ENOTDIR':
    case 'EISDIR':
    case 'ELOOP':
    case 'ENAMETOOLONG':
      return new OperatorError(`${file} cannot be used (${code}): set DATA_DIR to a folder.`, { cause: error });
    default:
      return error;
  }
}

async function explainRefusal(file: string, folder: string): Promise<string> {
  const me = process.geteuid?.();
  const visible = await firstVisible(file);
  if (visible === undefined || visible.uid === me) {
    return `${file} may not be read or written, though it is ours: look at the rights of the folders above, or set DATA_DIR to another folder.`;
  }
  const owner = visible.uid === 0 ? 'root' : `user ${visible.uid}`;
  const self = me === undefined ? 'you' : nameOf(me);
  const quoted = `'${folder.replaceAll("'", "'\\''")}'`;
  return (
    `${file} may not be used by ${self}: ${visible.path} belongs to ${owner}, who started here before. ` +
    `Hand the folder over with: sudo chown -R ${me} ${quoted} (or start as ${owner}, or set DATA_DIR to another folder).`
  );
}

/** The file, or the nearest folder above it of which the owner can be seen. */
async function firstVisible(file: string): Promise<{ path: string; uid: number } | undefined> {
  for (let at = file; ; at = path.dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found !== undefined) return { path: at, uid: found.uid };
    if (at === path.dirname(at)) return undefined;
  }
}

/** The effective user's name, or its number where it has none, as in many containers. */
function nameOf(uid: number): string {
  try {
    const { username, uid: real } = userInfo();
    return real === uid ? username : `user ${uid}`;
  } catch {
    return `user ${uid}`;
  }
}
