import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './paths.mjs';

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Finds a browser for the browser tests: the one named, Playwright's own, or the system's; undefined where there is none. */
export function findBrowser(env) {
  if (env.CHROMIUM_PATH) return existsSync(env.CHROMIUM_PATH) ? env.CHROMIUM_PATH : undefined;
  const { chromium } = createRequire(path.join(root, 'e2e', 'package.json'))('@playwright/test');
  return [chromium.executablePath(), ...SYSTEM].find((file) => existsSync(file));
}
