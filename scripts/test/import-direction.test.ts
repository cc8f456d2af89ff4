import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Checks a little house of its own, with one import in it, by the rules of this one. */
async function broken(
  from: string,
  to: string,
  statement = `import { thing } from '${path.relative(path.dirname(from), to)}';\nexport const used = thing;\n`,
) {
  const house = await mkdtemp(path.join(tmpdir(), 'flash-house-'));
  try {
    for (const [file, text] of [
      [to, 'export const thing = 1;\nexport type Thing = number;\n'],
      [from, statement],
    ] as const) {
      await mkdir(path.join(house, path.dirname(file)), { recursive: true });
      await writeFile(path.join(house, file), text);
    }
    const config = path.join(root, 'dependency-cruiser.config.mjs');
    const checker = path.join(root, 'node_modules/.bin/depcruise');
    const { stdout } = await run(checker, ['.', '--config', config, '--output-type', 'err'], { cwd: house }).catch(
      (error: { stdout: string }) => error,
    );
    return [...stdout.matchAll(/error ([\w-]+):/g)].map(([, rule]) => rule);
  } finally {
    await rm(house, { recursive: true });
  }
}

describe('the direction of imports', () => {
  it.each([
    ['packages/db/src/a.ts', 'packages/payments/src/b.ts', 'db-imports-downward-only'],
    ['packages/money/src/a.ts', 'packages/platform/src/b.ts', 'money-imports-downward-only'],
    ['packages/auth/src/a.ts', 'packages/notifications/src/b.ts', 'auth-imports-downward-only'],
    ['packages/api/src/a.ts', 'apps/server/src/b.ts', 'packages-know-no-app'],
    ['packages/stripe-sandbox/src/a.ts', 'packages/money/src/b.ts', 'sandbox-stands-alone'],
    ['packages/payments/src/a.ts', 'packages/stripe-sandbox/src/b.ts', 'sandbox-is-for-tests-and-the-embedded-mode'],
    ['apps/admin/src/a.ts', 'packages/api/src/b.ts', 'browsers-import-types-only'],
    ['apps/admin/src/a.ts', 'apps/checkout/src/b.ts', 'apps-do-not-share-code'],
  ])('%s may not import %s', async (from, to, rule) => {
    expect(await broken(from, to)).toContain(rule);
  });

  it.each([
    ['packages/payments/src/a.ts', 'packages/db/src/b.ts', undefined],
    ['apps/admin/src/a.ts', 'packages/money/src/b.ts', undefined],
    [
      'apps/admin/src/a.ts',
      'packages/api/src/b.ts',
      "import type { Thing } from '../../../packages/api/src/b.ts';\nexport const used: Thing = 1;\n",
    ],
  ])('%s may import %s', async (from, to, statement) => {
    expect(await broken(from, to, statement)).toEqual([]);
  });
});
