import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { findBrowser } from './browser.mjs';
import { reportCoverage } from './coverage.mjs';
import { prepareDatabaseClient } from './database-client.mjs';
import { countJunit } from './junit.mjs';
import { chooseParts, PROJECTS } from './parts.mjs';
import { reports, root } from './paths.mjs';
import { runStep } from './step.mjs';

const CHECKS = [
  ['Format and lint', 'biome', ['ci', '--error-on-warnings', '.']],
  ['Types', 'turbo', ['run', 'typecheck', '--output-logs=errors-only']],
  [
    'Direction of imports',
    'depcruise',
    ['apps', 'packages', 'e2e', 'load-tests', 'scripts', '--config', 'dependency-cruiser.config.mjs'],
  ],
  ['Unused code and dependencies', 'knip', []],
];

/** Runs the parts asked for, all of them whatever fails, and ends with one line of counts. Returns the exit code. */
export async function test({ env }, args) {
  const { parts, options } = chooseParts(args);
  const strict = env.CI === 'true' || env.CI === '1';
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(path.join(reports, 'junit'), { recursive: true });
  const total = { passed: 0, failed: 0, skipped: 0 };
  const table = [];
  const add = (name, counts) => {
    table.push([name, counts]);
    for (const key of ['passed', 'failed', 'skipped']) total[key] += counts[key];
  };

  await prepareDatabaseClient(env);

  if (parts.includes('checks')) {
    for (const [name, command, commandArgs] of CHECKS) {
      const ok = await runStep(name, command, commandArgs, { env });
      add(name, { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });
    }
  }
  const projects = parts.filter((part) => PROJECTS.includes(part));
  if (projects.length > 0) add(projects.join(', '), await vitest(projects, options, env));
  if (parts.includes('e2e')) add('e2e', await endToEnd(options, env, strict));

  process.stdout.write('\n');
  for (const [name, { passed, failed, skipped }] of table) {
    process.stdout.write(
      `  ${failed > 0 ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
    );
  }
  process.stdout.write(
    `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}\n`,
  );
  return total.failed > 0 || (strict && total.skipped > 0) ? 1 : 0;
}

async function vitest(projects, options, env) {
  const report = path.join(reports, 'junit', 'vitest.xml');
  // The sandbox's pages and the apps are not needed here, so nothing is built.
  const ok = await runStep(
    `Tests: ${projects.join(', ')}`,
    'vitest',
    [
      'run',
      ...projects.map((name) => `--project=${name}`),
      '--coverage',
      '--reporter=default',
      '--reporter=junit',
      `--outputFile.junit=${report}`,
      ...options,
    ],
    // Coverage of processes reads TypeScript with a part of Node that is called experimental.
    { env: { ...env, NODE_OPTIONS: `${env.NODE_OPTIONS ?? ''} --disable-warning=ExperimentalWarning` }, quiet: false },
  );
  reportCoverage();
  return counted(report, ok);
}

async function endToEnd(options, env, strict) {
  const browser = findBrowser(env);
  if (browser === undefined) {
    process.stdout.write(
      'Browser tests are skipped: no browser was found. Get one with "npx playwright install chromium" or "apt-get install chromium", or set CHROMIUM_PATH.\n',
    );
    return strict ? { passed: 0, failed: 1, skipped: 0 } : { passed: 0, failed: 0, skipped: 1 };
  }
  const built = await runStep('Building', 'turbo', ['run', 'build', '--output-logs=errors-only'], { env });
  if (!built) return { passed: 0, failed: 1, skipped: 0 };
  const report = path.join(reports, 'junit', 'e2e.xml');
  const ok = await runStep(
    'Tests: e2e',
    path.join(root, 'e2e', 'node_modules', '.bin', 'playwright'),
    ['test', ...options],
    {
      env: { ...env, CHROMIUM_PATH: browser, E2E_JUNIT: report },
      quiet: false,
      cwd: path.join(root, 'e2e'),
    },
  );
  return counted(report, ok);
}

/** The report's counts; a runner that failed without a failed test in its report counts as one failure. */
function counted(report, ok) {
  const counts = existsSync(report) ? countJunit(readFileSync(report, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  return !ok && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
