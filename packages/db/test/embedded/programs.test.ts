import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reachablePrograms, withPlainPath } from '../../src/embedded/programs.ts';

const SOMEBODY = { uid: 65_534, gid: 65_534 };

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'flash-programs-'));
  await chmod(home, 0o755);
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Programs as npm installs them, with the rights that a umask leaves. */
async function install(folder: string, { folders = 0o755, files = 0o755 } = {}) {
  const root = path.join(home, folder);
  await mkdir(path.join(root, 'bin'), { recursive: true });
  for (const name of ['initdb', 'postgres']) await writeFile(path.join(root, 'bin', name), `the program ${name}`);
  for (const name of ['initdb', 'postgres']) await chmod(path.join(root, 'bin', name), files);
  await chmod(path.join(root, 'bin'), folders);
  await chmod(root, folders);
  return { root, version: '18.0.0' };
}

describe('the programs of PostgreSQL', () => {
  it('are run where they are when the user they run as can read them', async () => {
    const installation = await install('open');
    const programs = await reachablePrograms(installation, SOMEBODY, path.join(home, 'copies'));
    expect(programs.postgres).toBe(path.join(installation.root, 'bin', 'postgres'));
  });

  it.each([
    ['folders that only their owner may enter', { folders: 0o700 }],
    ['files that only their owner may read', { files: 0o700 }],
  ])('are copied to where everybody can read them from %s, whatever the umask', async (_, rights) => {
    const installation = await install('closed', rights);
    const before = process.umask(0o077);
    try {
      const copies = path.join(home, 'copies');
      const { initdb } = await reachablePrograms(installation, SOMEBODY, copies);
      expect(await readFile(initdb, 'utf8')).toBe('the program initdb');
      for (const at of [initdb, path.dirname(initdb), path.dirname(path.dirname(initdb)), copies])
        expect((await stat(at)).mode & 0o777).toBe(0o755);
      const made = await stat(initdb);
      expect((await stat((await reachablePrograms(installation, SOMEBODY, copies)).initdb)).ino).toBe(made.ino);
    } finally {
      process.umask(before);
    }
  });

  it('are run where they are when they run as ourselves', async () => {
    const installation = await install('closed', { folders: 0o700 });
    const programs = await reachablePrograms(installation, null, path.join(home, 'copies'));
    expect(programs.postgres).toBe(path.join(installation.root, 'bin', 'postgres'));
  });

  it.each(['$HOME', '`id`', 'a"b', 'back\\slash'])(
    'make a cluster from a path without %s, which the shell between initdb and its helpers would take apart',
    async (odd) => {
      const programs = await reachablePrograms(await install(odd), null);
      const seen = await withPlainPath(programs, async ({ initdb }) => {
        expect(await readFile(initdb, 'utf8')).toBe('the program initdb');
        return initdb;
      });
      expect(seen).toMatch(/^[\w/.-]+$/);
      await expect(stat(seen)).rejects.toThrow('ENOENT');
    },
  );
});
