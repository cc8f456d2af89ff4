import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Checks a little house of its own, made of these files, by the rules of this one: which rule each file breaks. */
async function check(files: Record<string, string>): Promise<Map<string, string>> {
  const house = await mkdtemp(path.join(tmpdir(), 'flash-house-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.join(house, path.dirname(file)), { recursive: true });
      await writeFile(path.join(house, file), text);
    }
    const config = path.join(root, 'dependency-cruiser.config.mjs');
    const checker = path.join(root, 'node_modules/.bin/depcruise');
    const { stdout } = await run(checker, ['.', '--config', config, '--output-type', 'err'], { cwd: house }).catch(
      (error: { stdout: string }) => error,
    );
    if (!/dependency violations/.test(stdout)) throw new Error(`the checker did not come to its end: ${stdout}`);
    return new Map([...stdout.matchAll(/error ([\w-]+): (\S+)/g)].map(([, rule = '', file = '']) => [file, rule]));
  } finally {
    await rm(house, { recursive: true });
  }
}

type Import = readonly [what: string, from: string, to: string, kind?: 'type'];

const REFUSED: readonly Import[] = [
  ['upward', 'packages/db/src/1.ts', 'packages/payments/src/index.ts'],
  ['upward from a test', 'packages/db/test/2.test.ts', 'packages/jobs/src/index.ts'],
  ['upward by one floor', 'packages/rpc/src/3.ts', 'packages/auth/src/index.ts'],
  ['sideways on the ground floor', 'packages/money/src/4.ts', 'packages/platform/src/index.ts'],
  ['sideways', 'packages/auth/src/5.ts', 'packages/shops/src/index.ts'],
  ['sideways between jobs and the event log', 'packages/events/src/6.ts', 'packages/jobs/src/index.ts'],
  ['sideways between readers of the log', 'packages/retries/src/7.ts', 'packages/analytics/src/index.ts'],
  ['of an app by a package', 'packages/api/src/8.ts', 'apps/server/src/b.ts'],
  ["past another package's face", 'packages/payments/src/9.ts', 'packages/db/src/client.ts'],
  ['of the house by the sandbox', 'packages/stripe-sandbox/src/10.ts', 'packages/money/src/index.ts'],
  ['of the sandbox by what runs in production', 'packages/auth/src/11.ts', 'packages/stripe-sandbox/src/index.ts'],
  ["of the API's code by a browser", 'apps/admin/src/12.ts', 'packages/api/src/index.ts'],
  ['of server code by a browser', 'apps/checkout/src/13.ts', 'packages/platform/src/index.ts'],
  ['of server types by a browser', 'apps/admin/src/14.ts', 'packages/payments/src/index.ts', 'type'],
  ["of the API's code by the client for other apps", 'packages/client/src/15.ts', 'packages/api/src/index.ts'],
  ["of one app's code by another", 'apps/admin/src/16.ts', 'apps/checkout/src/b.ts'],
  ['of a package that the rules do not name', 'apps/server/src/17.ts', 'packages/loyalty/src/index.ts'],
];

const ALLOWED: readonly Import[] = [
  ['of the floor below', 'packages/payments/src/21.ts', 'packages/auth/src/index.ts'],
  ['of the ground floor from under the roof', 'packages/notifications/src/22.ts', 'packages/money/src/index.ts'],
  ['within a package', 'packages/payments/src/23.ts', 'packages/payments/src/changes/b.ts'],
  ['of what a package offers to tests', 'packages/mail/test/24.api.test.ts', 'packages/jobs/src/testing/index.ts'],
  ['of the sandbox by a test', 'packages/payments/test/25.ts', 'packages/stripe-sandbox/src/index.ts'],
  ['of any floor by the server', 'apps/server/src/26.ts', 'packages/rate-limits/src/index.ts'],
  ['of money by a browser', 'apps/admin/src/27.ts', 'packages/money/src/index.ts'],
  ["of the API's types by a browser", 'apps/admin/src/28.ts', 'packages/api/src/index.ts', 'type'],
  ["of the API's types by the client for other apps", 'packages/client/src/29.ts', 'packages/api/src/index.ts', 'type'],
];

describe('an import', () => {
  let broken: Map<string, string>;
  beforeAll(async () => {
    const files: Record<string, string> = {};
    for (const [, , to] of [...REFUSED, ...ALLOWED])
      files[to] = 'export const thing = 1;\nexport type Thing = number;\n';
    for (const [, from, to, kind] of [...REFUSED, ...ALLOWED]) files[from] = importing(from, to, kind);
    broken = await check(files);
  });

  it.each(REFUSED)('%s is refused', (_, from) => expect(broken.get(from)).toBe('not-in-allowed'));

  it.each(ALLOWED)('%s is allowed', (_, from) => expect(broken.get(from)).toBeUndefined());
});

it('what is for development is reached from there and from tests, and never by what runs in production', async () => {
  const preview = 'apps/server/src/dev/preview.ts';
  const production = 'apps/server/src/main.ts';
  const broken = await check({
    [preview]: 'export const thing = 1;\n',
    [production]: importing(production, preview),
    'apps/server/src/dev/main.ts': importing('apps/server/src/dev/main.ts', preview),
    'apps/server/test/preview.test.ts': importing('apps/server/test/preview.test.ts', preview),
  });
  expect([...broken]).toEqual([[production, 'no-development-in-production']]);
});

describe('a package that the rules do not name', () => {
  it('is refused when it imports something, when it stands alone, and when it is an app', async () => {
    const shop = 'packages/loyalty/src/shop.ts';
    const kiosk = 'apps/kiosk/src/main.ts';
    const money = 'packages/money/src/index.ts';
    const broken = await check({
      [money]: 'export const thing = 1;\n',
      [shop]: importing(shop, money),
      [kiosk]: importing(kiosk, money),
      'packages/loyalty/src/points.ts': 'export const points = 1;\n',
    });
    expect([...broken].sort()).toEqual([
      [kiosk, 'not-in-allowed'],
      ['packages/loyalty/src/points.ts', 'unknown-package'],
      [shop, 'not-in-allowed'],
    ]);
  });

  it('is not among those that exist', async () => {
    const names = await readdir(path.join(root, 'packages'));
    expect(names).toContain('payments');
    const files = names.map((name) => [`packages/${name}/src/index.ts`, 'export const thing = 1;\n']);
    expect([...(await check(Object.fromEntries(files)))]).toEqual([]);
  });
});

/** A file with one import in it. */
function importing(from: string, to: string, kind?: 'type'): string {
  const relative = path.relative(path.dirname(from), to);
  const module = relative.startsWith('.') ? relative : `./${relative}`;
  return kind === undefined
    ? `import { thing } from '${module}';\nexport const used = thing;\n`
    : `import type { Thing } from '${module}';\nexport const used: Thing = 1;\n`;
}
