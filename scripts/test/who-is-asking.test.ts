import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What tells the address of who connected, or what proxies claim of it. */
const TELLTALES = /remoteAddress|x-forwarded-for|x-real-ip|cf-connecting-ip|getConnInfo|\bforwarded\b['"`]/i;

it('who is asking is decided in one file, and no other code of the house looks at sockets or forwarding headers', async () => {
  const found: string[] = [];
  let read = 0;
  for await (const file of glob('{apps,packages}/*/src/**/*.{ts,tsx}', { cwd: root })) {
    if (/\.test\.tsx?$|\/generated\//.test(file)) continue;
    read += 1;
    if (TELLTALES.test(await readFile(path.join(root, file), 'utf8'))) found.push(file);
  }
  expect(read).toBeGreaterThan(100);
  expect(found.sort()).toEqual(['apps/server/src/http/client.ts']);
});
