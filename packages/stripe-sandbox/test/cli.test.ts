import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

function run(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const told = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        resolve(output);
      });
    }
  });
  return { child, told, exit: once(child, 'exit') };
}

describe('the command', () => {
  it('serves on a free port, takes faults over HTTP, and stops when told', async () => {
    const { child, told, exit } = run('--port', '0');
    const url = new URL((await told).match(/http:\S+/)?.[0] ?? '');
    const stripe = new Stripe('sk_test_flashstudio', {
      host: url.hostname,
      port: url.port,
      protocol: 'http',
      maxNetworkRetries: 0,
    });
    const intent = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const plan = (body: unknown) =>
      fetch(new URL('/_control/faults', url), { method: 'POST', body: JSON.stringify(body) });
    expect((await plan({ fault: 'melt', method: 'GET', path: '/' })).status).toBe(400);
    expect((await plan({ fault: { status: 503 }, method: 'GET', path: intent.id })).status).toBe(201);
    await expect(stripe.paymentIntents.retrieve(intent.id)).rejects.toMatchObject({ statusCode: 503 });
    expect((await stripe.paymentIntents.retrieve(intent.id)).id).toBe(intent.id);
    child.kill('SIGTERM');
    expect((await exit)[0]).toBe(0);
  });

  it.each([
    [['--port', 'high'], 'no port'],
    [['--webhook', 'nowhere'], 'no URL'],
    [['--colour', 'red'], 'colour'],
  ])('%j is refused with how it is used', async (args, word) => {
    const { told, exit } = run(...args);
    expect(await told).toContain(word);
    expect((await exit)[0]).toBe(2);
  });
});
