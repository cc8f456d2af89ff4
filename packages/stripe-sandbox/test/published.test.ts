import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { publishedSource, readPublished } from './support/generate-published.ts';

it('what is committed of the SDK’s types is what the installed SDK and the routes say; `pnpm run published` renews it', () => {
  const committed = readFileSync(new URL('../src/generated/published.ts', import.meta.url), 'utf8');
  // Not compared by toBe: a difference of thousands of lines helps nobody.
  expect(committed === publishedSource(readPublished())).toBe(true);
});
