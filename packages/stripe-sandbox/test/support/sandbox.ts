import Stripe from 'stripe';
import { createStripeSandbox, type SandboxOptions, type StripeSandbox } from './checked-sandbox.ts';

/** A sandbox that listens, and the official SDK pointed at it. */
export interface TestSandbox {
  readonly sandbox: StripeSandbox;
  readonly url: string;
  readonly stripe: Stripe;
  /** The SDK with another key. */
  client(key: string, config?: Stripe.StripeConfig): Stripe;
  /** A request as it goes over the wire, for what the SDK would not send. */
  raw(method: string, path: string, options?: RawOptions): Promise<RawAnswer>;
  close(): Promise<void>;
}

export interface RawOptions {
  readonly body?: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export const SECRET_KEY = 'sk_test_flashstudio';
export const BROWSER_KEY = 'pk_test_flashstudio';

/** Starts a sandbox on a free port. */
export async function openSandbox(options: SandboxOptions = {}): Promise<TestSandbox> {
  const sandbox = createStripeSandbox(options);
  const running = await sandbox.listen();
  const client = (key: string, config: Stripe.StripeConfig = {}) =>
    new Stripe(key, { host: '127.0.0.1', port: running.port, protocol: 'http', maxNetworkRetries: 0, ...config });
  return {
    sandbox,
    url: running.url,
    client,
    stripe: client(options.accounts?.[0]?.secretKeys[0] ?? SECRET_KEY),
    async raw(method, path, { body, key = SECRET_KEY, headers = {} } = {}) {
      const response = await fetch(`${running.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded', ...headers },
        ...(body === undefined ? {} : { body }),
      });
      const answer: unknown = await response.json();
      if (typeof answer !== 'object' || answer === null) throw new Error('The sandbox answered no object.');
      return { status: response.status, headers: response.headers, body: { ...answer } };
    },
    async close() {
      await running.close();
      await sandbox.close();
    },
  };
}

/** Waits for Stripe to refuse; fails the test when it does not. */
export async function refusal(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw new Error(`expected Stripe to refuse, got ${String(error)}`);
}

/** A clock that stands still until told otherwise. */
export function testClock(start = '2026-11-02T10:00:00Z') {
  let now = new Date(start);
  return {
    now: () => now,
    advance(by: { seconds?: number; hours?: number; days?: number }) {
      const { seconds = 0, hours = 0, days = 0 } = by;
      now = new Date(now.getTime() + ((days * 24 + hours) * 3_600 + seconds) * 1_000);
    },
  };
}

/** For an intent that is confirmed without a `return_url`: https://docs.stripe.com/changelog/2023-08-16/automatic-payment-methods */
export const NO_REDIRECTS = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } };
