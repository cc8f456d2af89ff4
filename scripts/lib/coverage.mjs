import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reports, root } from './paths.mjs';

const KINDS = ['lines', 'branches', 'functions'];

/** Prints what share of each package the tests ran, and leaves it beside the report; nothing where there is none. */
export function reportCoverage() {
  const folder = path.join(reports, 'coverage');
  const summary = path.join(folder, 'coverage-summary.json');
  if (!existsSync(summary)) return;
  const table = formatCoverage(coverageByPackage(JSON.parse(readFileSync(summary, 'utf8')), root));
  writeFileSync(path.join(folder, 'packages.txt'), table);
  process.stdout.write(`\n${table}`);
}

/** Adds up a summary by file to one by package; `within` is the folder that holds the apps and packages. */
export function coverageByPackage(summary, within) {
  const packages = new Map();
  for (const [file, counts] of Object.entries(summary)) {
    if (file === 'total') continue;
    const name = path.relative(within, file).split(path.sep).slice(0, 2).join('/');
    const sum = packages.get(name) ?? Object.fromEntries(KINDS.map((kind) => [kind, { covered: 0, total: 0 }]));
    for (const kind of KINDS) {
      sum[kind].covered += counts[kind].covered;
      sum[kind].total += counts[kind].total;
    }
    packages.set(name, sum);
  }
  return [...packages].map(([name, counts]) => ({ name, ...counts })).sort((a, b) => a.name.localeCompare(b.name));
}

/** Writes it as a table: per cent, rounded down, so that 100 means all. */
export function formatCoverage(rows) {
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  const lines = rows.map((row) => [row.name.padEnd(width), ...KINDS.map((kind) => percent(row[kind]))]);
  const head = ['Coverage, %'.padEnd(width), ...KINDS];
  return [head, ...lines].map((cells) => `  ${cells.map((cell) => cell.padStart(9)).join(' ')}\n`).join('');
}

function percent({ covered, total }) {
  return total === 0 ? '-' : String(Math.floor((100 * covered) / total));
}
