import { describe, expect, it } from 'vitest';
import { coverageByPackage, formatCoverage } from '../lib/coverage.mjs';

const counts = (covered: number, total: number) => ({
  lines: { covered, total },
  branches: { covered: 0, total: 0 },
  functions: { covered: total, total },
});

describe('coverage by package', () => {
  const rows = coverageByPackage(
    {
      total: counts(1_000, 1_000),
      '/house/packages/money/src/money.ts': counts(1, 3),
      '/house/packages/money/src/deep/currency.ts': counts(198, 198),
      '/house/apps/server/src/main.ts': counts(0, 5),
    },
    '/house',
  );

  it('coverage by package is the sum of its files and leaves out the total of all', () => {
    expect(rows.map(({ name, lines }) => [name, lines])).toEqual([
      ['apps/server', { covered: 0, total: 5 }],
      ['packages/money', { covered: 199, total: 201 }],
    ]);
  });

  it('the coverage table never rounds up to all, and has a dash where there is nothing to run', () => {
    expect(formatCoverage(rows)).toBe(
      [
        '  Coverage, %        lines  branches functions',
        '  apps/server            0         -       100',
        '  packages/money        99         -       100',
        '',
      ].join('\n'),
    );
  });
});
