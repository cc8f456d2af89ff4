// What we add to the two calls that a payment needs at Stripe: create and confirm over our API, against the same two
// calls at the sandbox alone, turn by turn, so many a second: `pnpm --filter @flashstudio/server bench:checkout`.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type Stripe from 'stripe';
import { closing, stopSignal } from '../test/closing.ts';
import { pause } from '../test/until.ts';
import { newOrder } from './one-payment.ts';
import { median } from './support/rounds.ts';
import { type BenchWorld, startBenchWorld } from './support/world.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '10' },
  },
});
const every = 1000 / Number(values.rate);
const payments = Number(values.rate) * Number(values.seconds);
const token = async (stripe: Stripe) =>
  (await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' })).id;

/** Milliseconds that some calls take. */
async function timed<T>(call: () => Promise<T>): Promise<[ms: number, result: T]> {
  const began = performance.now();
  const result = await call();
  return [performance.now() - began, result];
}

async function overOurs({ api, sandbox: { stripe } }: BenchWorld): Promise<number> {
  const confirmationTokenId = await token(stripe);
  const [creating, { paymentId, paymentSecret }] = await timed(() => api.payments.create.mutate(newOrder()));
  const own = { paymentId, paymentSecret, confirmationTokenId };
  const [confirming, outcome] = await timed(() => api.payments.confirm.mutate(own));
  if (outcome.kind !== 'succeeded') throw new Error(`a payment was ${outcome.kind}`);
  return creating + confirming;
}

/** The calls as our server makes them. */
async function atTheSandbox({ sandbox: { stripe } }: BenchWorld): Promise<number> {
  const confirmation_token = await token(stripe);
  const [creating, { id }] = await timed(() =>
    stripe.paymentIntents.create(
      {
        amount: 2_400,
        currency: 'usd',
        description: '1 × Ceramic mug',
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        metadata: { payment_id: randomUUID(), order_id: randomUUID() },
      },
      { idempotencyKey: randomUUID() },
    ),
  );
  const [confirming] = await timed(() =>
    stripe.paymentIntents.confirm(
      id,
      { confirmation_token, use_stripe_sdk: true, expand: ['latest_charge'] },
      { idempotencyKey: randomUUID() },
    ),
  );
  return creating + confirming;
}

/** Begins one every so often, whether those before are done or not, as customers do. */
async function atARate(count: number, one: () => Promise<number>, offsetMs: number): Promise<number[]> {
  await pause(offsetMs);
  const running: Promise<number>[] = [];
  const began = performance.now();
  for (let number = 0; number < count; number += 1) {
    await pause(Math.max(0, began + number * every - performance.now()));
    running.push(one());
  }
  return Promise.all(running);
}

function describe(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const p95 = sorted[Math.floor(times.length * 0.95)] ?? Number.NaN;
  return `median ${median(times).toFixed(1)} ms, 95 % within ${p95.toFixed(1)} ms`;
}

await closing(stopSignal(), async (keep) => {
  const world = await startBenchWorld(keep);
  const both = (count: number) =>
    Promise.all([atARate(count, () => overOurs(world), 0), atARate(count, () => atTheSandbox(world), every / 2)]);
  // Everybody is slow at first.
  await both(20);
  const [ours, alone] = await both(payments);
  console.log(`Create and confirm, ${values.rate} a second, ${payments} of each:`);
  console.log(`  over our API            ${describe(ours)}`);
  console.log(`  at the sandbox alone    ${describe(alone)}`);
  console.log(`  ratio of the medians    ${(median(ours) / median(alone)).toFixed(2)}`);
});
