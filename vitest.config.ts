import { defineConfig } from 'vitest/config';

const everywhere = ['**/node_modules/**', '**/dist/**', '**/.data/**', '**/reports/**'];
const database = './packages/db/src/testing/global-setup.ts';

export default defineConfig({
  test: {
    setupFiles: [
      './packages/platform/src/testing/processes-by-choice.ts',
      './packages/platform/src/testing/deprecations-fail.ts',
    ],
    expect: {
      // A test that checks nothing, or whose check never ran, proves nothing.
      requireAssertions: true,
      // Tests wait for processes, servers and databases; a busy machine is no failure.
      poll: { timeout: 30_000 },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...everywhere, '**/*.api.test.ts', '**/*.health.test.ts', '**/*.browser.test.ts', 'e2e/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'api',
          include: ['**/*.api.test.ts'],
          exclude: everywhere,
          globalSetup: database,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'health',
          include: ['**/*.health.test.ts'],
          exclude: everywhere,
          globalSetup: database,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      reporter: ['html', 'json-summary'],
      // A failed test is no reason to know less.
      reportOnFailure: true,
      // Servers that tests start as processes count too.
      autoAttachSubprocess: true,
      reportsDirectory: 'reports/coverage',
      include: ['packages/*/src/**', 'apps/*/src/**'],
      exclude: ['**/generated/**', '**/*.test.*', '**/testing/**'],
    },
  },
});
