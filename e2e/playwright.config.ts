import { defineConfig } from '@playwright/test';

const { CHROMIUM_PATH, E2E_JUNIT, CI } = process.env;

/** Flags without which a browser on a closed network waits for hosts that never answer. */
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-gpu'];

export default defineConfig({
  testDir: '.',
  outputDir: '../reports/e2e-results',
  // One server and one database for all: tests tell their own payments apart by e-mail address.
  workers: 1,
  retries: 0,
  timeout: 60_000,
  // A busy machine is no failure.
  expect: { timeout: 15_000 },
  forbidOnly: CI !== undefined,
  globalSetup: './global-setup.ts',
  reporter: [
    ['list'],
    ['html', { outputFolder: '../reports/e2e', open: 'never' }],
    ['junit', { outputFile: E2E_JUNIT ?? '../reports/junit/e2e.xml' }],
  ],
  use: {
    locale: 'en-US',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(CHROMIUM_PATH === undefined ? {} : { executablePath: CHROMIUM_PATH }),
      args: [...QUIET, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    },
  },
});
