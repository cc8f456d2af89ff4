import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainOwnership } from '../lib/ownership.mjs';

let root: string;
let owner: number;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'flash-project-'));
  owner = (await stat(root)).uid;
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('a project whose files belong to another user', () => {
  it.each(['node_modules', '.turbo', 'apps/admin/dist', 'packages/db/src/generated', 'packages/db/node_modules'])(
    'is told by the file and the way out: %s',
    async (name) => {
      await mkdir(path.join(root, name), { recursive: true });
      const sentence = explainOwnership(root, owner + 1);
      expect(sentence).toContain(`${path.join(root, name)} belongs to ${owner === 0 ? 'root' : `user ${owner}`}`);
      expect(sentence).toContain(`sudo chown -R ${owner + 1} '${root}'`);
    },
  );

  it('is no matter to root, nor to the user it belongs to', async () => {
    await mkdir(path.join(root, 'node_modules'));
    expect(explainOwnership(root, 0)).toBeUndefined();
    expect(explainOwnership(root, owner)).toBeUndefined();
  });
});
