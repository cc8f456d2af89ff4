import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePrivateFolder, writePrivateFile } from '../../src/embedded/index.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'flash-private-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const rightsOf = async (file: string) => (await stat(file)).mode & 0o777;

describe('private files and folders', () => {
  it.each([0, 0o077, 0o777])('are their owner’s alone under the umask %i', async (umask) => {
    const [folder, file] = [path.join(home, 'folder'), path.join(home, 'file')];
    const before = process.umask(umask);
    try {
      await makePrivateFolder(folder);
      await writePrivateFile(file, 'text');
    } finally {
      process.umask(before);
    }
    expect(await rightsOf(folder)).toBe(0o700);
    expect(await rightsOf(file)).toBe(0o600);
  });

  it('become their owner’s alone when they were open before', async () => {
    const file = path.join(home, 'file');
    await writeFile(file, 'old', { mode: 0o644 });
    await writePrivateFile(file, 'new');
    expect(await rightsOf(file)).toBe(0o600);
    expect(await readFile(file, 'utf8')).toBe('new');
  });

  it('are written as a whole or not at all: a failure leaves the old content', async () => {
    const file = path.join(home, 'file');
    await writePrivateFile(file, 'old');
    // The draft cannot be written where a folder is in its way.
    await mkdir(`${file}.new`);
    await expect(writePrivateFile(file, 'new')).rejects.toThrow('EISDIR');
    expect(await readFile(file, 'utf8')).toBe('old');
  });

  it('leave no draft beside them', async () => {
    await writePrivateFile(path.join(home, 'file'), 'text');
    expect(await readdir(home)).toEqual(['file']);
  });
});
