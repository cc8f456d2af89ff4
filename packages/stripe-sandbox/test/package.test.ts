import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const dir = mkdtempSync(path.join(tmpdir(), 'sandbox-package-'));
const unpacked = path.join(dir, 'package');

const manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  bin: z.object({ 'flashstudio-stripe-sandbox': z.string() }),
  exports: z.object({ '.': z.object({ types: z.string(), default: z.string() }) }),
});
const readManifest = () => manifest.parse(JSON.parse(readFileSync(path.join(unpacked, 'package.json'), 'utf8')));

beforeAll(() => {
  execFileSync('pnpm', ['pack', '--pack-destination', dir], { cwd: root, stdio: 'pipe' });
  execFileSync('tar', ['-xzf', path.join(dir, 'flashstudio-stripe-sandbox-0.1.0.tgz'), '-C', dir]);
  // What an install would put there.
  symlinkSync(path.join(root, 'node_modules'), path.join(unpacked, 'node_modules'));
}, 120_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the package of the sandbox', () => {
  it('names its dependencies by versions anybody can install', () => {
    const { dependencies } = readManifest();
    expect(Object.keys(dependencies)).toContain('hono');
    for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('carries what it points at, and the browser part', () => {
    const { bin, exports } = readManifest();
    const named = [bin['flashstudio-stripe-sandbox'], exports['.'].types, exports['.'].default];
    for (const file of [...named, 'dist/stripe.js', 'dist/elements-inner.html', 'README.md']) {
      expect([file, existsSync(path.join(unpacked, file))]).toEqual([file, true]);
    }
  });

  it('runs as plain JavaScript: the command serves Stripe and the scripts of its Stripe.js', async () => {
    const command = path.join(unpacked, readManifest().bin['flashstudio-stripe-sandbox']);
    const child = spawn(process.execPath, ['--no-strip-types', command, '--port', '0'], { stdio: 'pipe' });
    const exit = once(child, 'exit');
    const [told]: Buffer[] = await once(child.stdout, 'data');
    const url = new URL(String(told).match(/http:\S+/)?.[0] ?? '');
    const stripe = new Stripe('sk_test_flashstudio', { host: url.hostname, port: url.port, protocol: 'http' });
    const paid = await stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    expect(paid.status).toBe('succeeded');
    for (const page of ['/', '/v3/stripe.js'])
      expect([page, (await fetch(new URL(page, url))).status]).toEqual([page, 200]);
    child.kill('SIGTERM');
    expect((await exit)[0]).toBe(0);
  });
});
