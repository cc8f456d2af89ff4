import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { NO_REDIRECTS } from './support/sandbox.ts';

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

function run(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const exit = once(child, 'close').then(([code]) => ({ code, said: output }));
  const at = new Promise<URL>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const [, address] = output.match(/(http:\S+)\s/) ?? [];
        if (address !== undefined) resolve(new URL(address));
      });
    }
    void exit.then(({ said }) => reject(new Error(`the sandbox ended: ${said}`)));
  });
  at.catch(() => undefined);
  return {
    child,
    /** Where it serves, once it says so. */
    at,
    /** Resolves with the exit code and all that it said, when it is gone. */
    exit,
  };
}

async function client(at: Promise<URL>): Promise<Stripe> {
  const { hostname, port } = await at;
  return new Stripe('sk_test_flashstudio', { host: hostname, port, protocol: 'http', maxNetworkRetries: 0 });
}

describe('the command', () => {
  it('serves on a free port, takes faults over HTTP, and stops when told', async () => {
    const { child, at, exit } = run('--port', '0');
    const url = await at;
    const stripe = await client(at);
    const intent = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const plan = (body: unknown) =>
      fetch(new URL('/_control/faults', url), { method: 'POST', body: JSON.stringify(body) });
    expect((await plan({ fault: 'melt', method: 'GET', path: '/' })).status).toBe(400);
    expect((await plan({ fault: { status: 503 }, method: 'GET', path: intent.id })).status).toBe(201);
    await expect(stripe.paymentIntents.retrieve(intent.id)).rejects.toMatchObject({ statusCode: 503 });
    expect((await stripe.paymentIntents.retrieve(intent.id)).id).toBe(intent.id);
    child.kill('SIGTERM');
    expect((await exit).code).toBe(0);
  });

  it('keeps accounts, and trouble from the start', async () => {
    const accounts = ['--account', 'one=sk_test_one,pk_test_one', '--account', 'two=sk_test_two,pk_test_two'];
    const { child, at, exit } = run('--port', '0', ...accounts, '--preset', 'outage', '--seed', '7');
    const url = await at;
    const ask = (key: string) => fetch(new URL('/v1/events', url), { headers: { authorization: `Bearer ${key}` } });
    expect((await ask('sk_test_two')).status).toBe(503);
    await fetch(new URL('/_control/presets/outage', url), { method: 'DELETE' });
    expect((await ask('sk_test_two')).status).toBe(200);
    expect((await ask('sk_test_flashstudio')).status).toBe(401);
    expect(await (await fetch(new URL('/_control/state', url))).json()).toMatchObject({ seed: 7 });
    child.kill('SIGTERM');
    await exit;
  });

  it('says so when its port is taken', async () => {
    const first = run('--port', '0');
    const { port } = await first.at;
    const second = run('--port', port);
    expect(await second.exit).toEqual({ code: 2, said: 'This port is taken: choose another with --port.\n' });
    first.child.kill('SIGTERM');
    await first.exit;
  });

  it('loses nothing it has answered for when it is killed', async () => {
    const dir = await mkdtemp(path.join(tmpdir(), 'sandbox-cli-'));
    const persisted = ['--port', '0', '--persist', path.join(dir, 'stripe.jsonl')];
    const first = run(...persisted);
    const stripe = await client(first.at);
    const pay = (amount: number) =>
      stripe.paymentIntents.create(
        { ...NO_REDIRECTS, amount, currency: 'usd', payment_method: 'pm_card_visa', confirm: true },
        { idempotencyKey: `order-${amount}` },
      );
    const paid = await Promise.all([500, 600, 700].map(pay));
    first.child.kill('SIGKILL');
    await first.exit;

    const second = run(...persisted);
    const again = await client(second.at);
    for (const { id, amount } of paid) {
      const replayed = await again.paymentIntents.create(
        { ...NO_REDIRECTS, amount, currency: 'usd', payment_method: 'pm_card_visa', confirm: true },
        { idempotencyKey: `order-${amount}` },
      );
      expect(replayed.id).toBe(id);
      expect(await again.paymentIntents.retrieve(id)).toMatchObject({ status: 'succeeded', amount_received: amount });
    }
    expect((await again.charges.list()).data).toHaveLength(3);
    second.child.kill('SIGTERM');
    await second.exit;
    await rm(dir, { recursive: true });
  });

  it.each([
    [['--port', 'high'], 'no port'],
    [['--webhook', 'nowhere'], 'no URL'],
    [['--colour', 'red'], 'colour'],
    [['--account', 'shop'], 'shop=sk_test_shop,pk_test_shop'],
    [['--preset', 'sunshine'], 'choose from flaky-network'],
    [['--seed', 'lucky'], 'no whole number'],
  ])('%j is refused with how it is used', async (args, word) => {
    expect(await run(...args).exit).toEqual({ code: 2, said: expect.stringContaining(word) });
  });
});
