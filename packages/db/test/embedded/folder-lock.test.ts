import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '../../src/embedded/index.ts';
import { startFixture } from './fixture-process.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'flash-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the lock of a data folder', () => {
  it('is refused while another process holds it, and is free the moment that process is killed', async () => {
    const holder = await startFixture(new URL('hold-lock.ts', import.meta.url), folder);
    expect(holder.firstLine).toBe('held');
    expect(await lockFolder(folder)).toBeUndefined();

    await holder.kill();
    const unlock = await lockFolder(folder);
    expect(unlock).toBeTypeOf('function');
    unlock?.();
  });

  it('stays with its process when that same process asks for it once more', async () => {
    const unlock = await lockFolder(folder);
    expect(await lockFolder(folder)).toBeUndefined();
    const other = await startFixture(new URL('hold-lock.ts', import.meta.url), folder);
    expect(other.firstLine).toBe('refused');
    unlock?.();
  });

  it('can be taken again once it was given back', async () => {
    (await lockFolder(folder))?.();
    const again = await lockFolder(folder);
    expect(again).toBeTypeOf('function');
    again?.();
  });

  it('is in a file that only its owner may touch, whatever the umask', async () => {
    const before = process.umask(0);
    try {
      (await lockFolder(folder))?.();
    } finally {
      process.umask(before);
    }
    expect((await stat(path.join(folder, 'server.lock'))).mode & 0o777).toBe(0o600);
  });

  it('names its file when that file is something else', async () => {
    const file = path.join(folder, 'server.lock');
    await writeFile(file, 'this is somebody’s diary, and it is longer than a header'.repeat(20));
    await expect(lockFolder(folder)).rejects.toThrow(`${file} cannot be locked`);
  });
});
