import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OperatorError } from '@flashstudio/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainFileError, lockFolder, makePrivateFolder, writePrivateFile } from '../../src/embedded/index.ts';

const isRoot = process.geteuid?.() === 0;
/** As root we become somebody else for a moment; as somebody else we try our luck with root's own folder. */
const somebody = isRoot ? 65_534 : (process.geteuid?.() ?? 0);

let home: string;
let folder: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'flash-files-'));
  folder = path.join(home, 'data');
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function folderOfRoot(): Promise<string> {
  if (!isRoot) return process.platform === 'darwin' ? '/var/root' : '/root';
  await makePrivateFolder(folder);
  return folder;
}

/** Does something as a user without rights, and gives the sentence that comes of it. */
async function refused(of: string, work: () => Promise<unknown>): Promise<string> {
  if (isRoot) process.seteuid?.(somebody);
  try {
    const error = await work().then(
      () => undefined,
      (cause: unknown) => explainFileError(cause, of),
    );
    expect(error).toBeInstanceOf(OperatorError);
    return String(error);
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('a data folder that was made by root', () => {
  it.each<[string, (of: string) => Promise<unknown>]>([
    ['locked', (of) => lockFolder(of)],
    ['closed to others', (of) => makePrivateFolder(of)],
    ['written to', (of) => writePrivateFile(path.join(of, 'secrets.json'), '{}')],
  ])('names the file, its owner and the way out when an ordinary user wants it %s', async (_, work) => {
    const of = await folderOfRoot();
    const sentence = await refused(of, () => work(of));
    expect(sentence).toContain(of);
    expect(sentence).toContain('belongs to root');
    expect(sentence).toContain(`sudo chown -R ${somebody} '${of}'`);
  });

  it('is named so that a shell takes the way out as it is written', async () => {
    const odd = path.join(await folderOfRoot(), "studio's data");
    const error = await refused(odd, () => Promise.reject(failure('EACCES', odd)));
    expect(error).toContain(`'${odd.replace("'", "'\\''")}'`);
  });
});

function failure(code: string, file: string) {
  return Object.assign(new Error(code), { code, path: file });
}

describe('an error of the file system in a data folder', () => {
  it.each([
    ['ENOSPC', 'The disk is full'],
    ['EROFS', 'is on a disk that cannot be written'],
    ['ENOTDIR', 'cannot be used (ENOTDIR)'],
  ])('is told as a sentence for %s', async (code, words) => {
    const file = path.join(folder, 'secrets.json');
    const error = await explainFileError(failure(code, file), folder);
    expect(error).toBeInstanceOf(OperatorError);
    expect(String(error)).toContain(words);
    expect(String(error)).toContain(file);
  });

  it('is told as a sentence when the folder itself is a file', async () => {
    await writeFile(folder, '');
    const error = await makePrivateFolder(folder).catch((cause: unknown) => explainFileError(cause, folder));
    expect(String(error)).toContain(`${folder} cannot be used (EEXIST)`);
  });

  it('stays as it is when it is about something else', async () => {
    for (const error of [failure('EACCES', '/elsewhere'), failure('EBUSY', folder), new Error('no file'), 'text'])
      expect(await explainFileError(error, folder)).toBe(error);
  });
});
