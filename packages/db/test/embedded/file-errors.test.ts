import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OperatorError } from '@flashstudio/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainFileError, lockFolder, makePrivateFolder, writePrivateFile } from '../../src/embedded/index.ts';

const NOBODY = 65_534;

let home: string;
let folder: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'flash-files-'));
  folder = path.join(home, "studio's data");
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Does something as a user without rights, and gives the sentence that comes of it. */
async function refusedTo(uid: number, work: () => Promise<unknown>): Promise<string> {
  process.seteuid?.(uid);
  try {
    const error = await work().then(
      () => undefined,
      (cause: unknown) => explainFileError(cause, folder),
    );
    expect(error).toBeInstanceOf(OperatorError);
    return String(error);
  } finally {
    process.seteuid?.(0);
  }
}

describe('a data folder that was made by root', () => {
  it.each([
    ['locked', () => lockFolder(folder)],
    ['closed to others', () => makePrivateFolder(folder)],
    ['written to', () => writePrivateFile(path.join(folder, 'secrets.json'), '{}')],
  ])('names the file, its owner and the way out when an ordinary user wants it %s', async (_, work) => {
    await makePrivateFolder(folder);
    const sentence = await refusedTo(NOBODY, work);
    expect(sentence).toContain(folder);
    expect(sentence).toContain('belongs to root');
    expect(sentence).toContain(`sudo chown -R ${NOBODY} '${home}/studio'\\''s data'`);
  });
});

describe('an error of the file system in a data folder', () => {
  const failure = (code: string, file: string) => Object.assign(new Error(code), { code, path: file });

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
