import { access, chmod, constants, open } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OperatorError } from '@flashstudio/platform';

const LOCK_FILE = 'server.lock';
/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/**
 * Takes the lock of a folder, or gives undefined while another process has it. The system itself lets go of it when the
 * process ends, however it ends; so it says the truth where numbers of processes do not: after a crash, between
 * containers, for a number that went to another program. Node has no file locks, SQLite's are the system's. Throws a
 * OperatorError where the disk cannot lock.
 */
export async function lockFolder(folder: string): Promise<(() => void) | undefined> {
  const file = path.join(folder, LOCK_FILE);
  await touch(file);
  const database = new DatabaseSync(file);
  try {
    // Nothing is ever written; in memory, no file for taking it back appears beside it.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw new OperatorError(
      `${file} cannot be locked (${error instanceof Error ? error.message : String(error)}): put the folder on a disk of this machine, and remove that file if it holds anything.`,
      { cause: error },
    );
  }
  return () => {
    if (database.isOpen) database.close();
  };
}

/** A file that is there is not opened: closing it would give up a lock that this very process holds. */
async function touch(file: string): Promise<void> {
  try {
    await (await open(file, 'ax', 0o600)).close();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  await access(file, constants.R_OK | constants.W_OK);
  await chmod(file, 0o600);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
