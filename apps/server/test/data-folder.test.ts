import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OperatorError, systemClock } from '@flashstudio/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataFolder } from '../src/embedded/data-folder.ts';
import { readSecrets } from '../src/embedded/secrets.ts';
import { startEmbeddedServices } from '../src/embedded/services.ts';
import { createEnding } from '../src/ending.ts';
import { readConfig } from '../src/env.ts';

let home: string;
let dataDir: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'flash-data-'));
  dataDir = path.join(home, 'data');
});
afterEach(() => rm(home, { recursive: true, force: true }));

const rightsOf = async (file: string) => (await stat(file)).mode & 0o777;

describe('the data folder', () => {
  it('is made, closed to other users and locked', async () => {
    const unlock = await openDataFolder(dataDir);
    expect(await rightsOf(dataDir)).toBe(0o700);
    await expect(openDataFolder(dataDir)).rejects.toThrow(`Another server is using ${dataDir}`);
    unlock();
    (await openDataFolder(dataDir))();
  });

  it('and the files in it are closed to other users when an earlier version left them open', async () => {
    await mkdir(path.join(dataDir, 'postgres'), { recursive: true, mode: 0o755 });
    for (const name of ['secrets.json', 'stripe-sandbox.jsonl']) await writeFile(path.join(dataDir, name), '{}');
    (await openDataFolder(dataDir))();
    for (const name of await readdir(dataDir)) expect((await rightsOf(path.join(dataDir, name))) & 0o077, name).toBe(0);
  });

  it('is refused when it holds other things, and stays as it was', async () => {
    await mkdir(dataDir, { mode: 0o755 });
    await writeFile(path.join(dataDir, 'diary.txt'), 'dear diary');
    await expect(openDataFolder(dataDir)).rejects.toThrow(`${dataDir} holds other things (diary.txt)`);
    expect(await rightsOf(dataDir)).toBe(0o755);
    expect(await readdir(dataDir)).toEqual(['diary.txt']);
  });

  it.each(['lost+found', '.gitkeep'])('may be an empty volume or folder, with %s in it', async (name) => {
    await mkdir(path.join(dataDir, name), { recursive: true });
    (await openDataFolder(dataDir))();
    expect(await rightsOf(dataDir)).toBe(0o700);
    expect(await readdir(dataDir)).toContain(name);
  });
});

describe('the secrets of an installation', () => {
  beforeEach(() => mkdir(dataDir));
  const file = () => path.join(dataDir, 'secrets.json');

  it('are made once, long and each another, and are for their user only', async () => {
    const secrets = await readSecrets(dataDir);
    expect(await readSecrets(dataDir)).toEqual(secrets);
    expect(await rightsOf(file())).toBe(0o600);
    expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length);
    const other = path.join(home, 'other');
    await mkdir(other);
    expect((await readSecrets(other)).authSecret).not.toBe(secrets.authSecret);
  });

  it.each([
    ['an empty file', '', 'is empty'],
    ['a file of spaces', ' \n', 'is empty'],
    ['half a file', '{"authSecret": "abc', 'cannot be understood'],
    ['something else', '[]', 'cannot be understood'],
    ['an empty secret', '{"authSecret": ""}', 'cannot be understood'],
    ['a number for a secret', '{"webhookSecret": 7}', 'cannot be understood'],
  ])(
    'are refused with the name of the file and the way out when they are %s, which stays as it is',
    async (_, text, why) => {
      await writeFile(file(), text);
      const refused = readSecrets(dataDir);
      await expect(refused).rejects.toThrow(OperatorError);
      await expect(refused).rejects.toThrow(`${file()} ${why}`);
      expect(await readFile(file(), 'utf8')).toBe(text);
    },
  );

  it('are completed when an earlier version knew fewer', async () => {
    const { authSecret, demoPassword } = await readSecrets(dataDir);
    await writeFile(file(), JSON.stringify({ authSecret, demoPassword }));
    const completed = await readSecrets(dataDir);
    expect(completed).toMatchObject({ authSecret, demoPassword });
    expect(await readSecrets(dataDir)).toEqual(completed);
  });
});

describe('a data folder of root', () => {
  it('is refused to an ordinary user with its name, its owner and the way out', async () => {
    // As root we become somebody else for a moment; as somebody else we try our luck with root's own folder.
    const isRoot = process.geteuid?.() === 0;
    const folder = isRoot ? dataDir : process.platform === 'darwin' ? '/var/root' : '/root';
    const somebody = isRoot ? 65_534 : process.geteuid?.();
    if (isRoot) (await openDataFolder(folder))();
    const config = readConfig({ DATA_DIR: folder });
    if (config.services.kind !== 'embedded') throw new Error('not embedded');
    const ending = createEnding({ exit: () => undefined, failed: () => undefined });
    const deps = { config, embedded: config.services, clock: systemClock, ending, progress: () => undefined };
    if (isRoot) process.seteuid?.(65_534);
    try {
      const refused = startEmbeddedServices(deps);
      await expect(refused).rejects.toThrow(OperatorError);
      await expect(refused).rejects.toThrow(
        new RegExp(`^${folder}.* belongs to root, .*sudo chown -R ${somebody} '${folder}'`),
      );
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});
