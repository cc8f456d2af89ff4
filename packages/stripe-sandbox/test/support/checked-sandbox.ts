import { afterEach, expect } from 'vitest';
import {
  createStripeSandbox as createSandbox,
  type LoggedRequest,
  type SandboxOptions,
  type StripeSandbox,
} from '../../src/index.ts';
import { withHidden } from './browser-answers.ts';
import { createContractCheck } from './contract.ts';

export * from '../../src/index.ts';

const check = await createContractCheck();
const breaches = new Set<string>();
/** Sandboxes in use, with a key of each account. */
const sandboxes = new Map<StripeSandbox, readonly string[]>();

afterEach(async () => {
  // What was announced is held to the contract too, whether or not an endpoint heard it.
  for (const [sandbox, keys] of sandboxes) await readEvents(sandbox, keys);
  const found = [...breaches];
  breaches.clear();
  expect(found).toEqual([]);
});

/** A sandbox whose every answer and event is held to Stripe's published shapes: a breach fails the test that caused it. */
export function createStripeSandbox(options: SandboxOptions = {}): StripeSandbox {
  const sandbox = createSandbox(options);
  sandbox.control.requests.subscribe(inspect);
  const keys = options.accounts?.flatMap(({ secretKeys }) => secretKeys.slice(0, 1)) ?? ['sk_test_flashstudio'];
  sandboxes.set(sandbox, keys);
  return {
    ...sandbox,
    async close() {
      await readEvents(sandbox, keys);
      sandboxes.delete(sandbox);
      await sandbox.close();
    },
  };
}

/** What only the stand-in for Stripe.js and the hosted page ask for; Stripe publishes no schema of their answers. */
const UNPUBLISHED = /^\/v1\/(elements\/|payment_pages\/)/;

function inspect({ asBrowser, method, path, status, answer }: LoggedRequest): void {
  if (status === null) return;
  const body: unknown = JSON.parse(answer);
  const { whole, shown } = asBrowser ? withHidden(body) : { whole: body, shown: [] };
  const found = status < 400 && UNPUBLISHED.test(path) ? shown : [...shown, ...check(status, whole)];
  for (const breach of found) breaches.add(`${method} ${path} ${breach}`);
}

/** Reads the latest events of each account, so that they are inspected. */
async function readEvents(sandbox: StripeSandbox, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await sandbox.app.request('http://sandbox.test/v1/events?limit=100', {
      headers: { authorization: `Bearer ${key}` },
    });
  }
}
