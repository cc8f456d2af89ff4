import fc from 'fast-check';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { presetNames } from '../src/faults/presets.ts';
import type { PresetName, StripeSandbox, Timer } from '../src/index.ts';
import { NO_REDIRECTS, openSandbox, SECRET_KEY, type TestSandbox } from './support/sandbox.ts';

// Latency takes no time here: what matters is what is done and what is lost.
const timer: Timer = {
  after(_, work) {
    queueMicrotask(work);
    return () => {};
  },
};

let bed: TestSandbox;
let sandbox: StripeSandbox;
let stripe: Stripe;

beforeEach(async () => {
  bed = await openSandbox({ timer });
  sandbox = bed.sandbox;
  // Unlike Node's own, this client never asks again by itself when a connection is closed.
  stripe = bed.client(SECRET_KEY, { httpClient: Stripe.createFetchHttpClient() });
});
afterEach(async () => {
  sandbox.control.stress.clear();
  await bed.close();
});

/** Asks again with the same key while the outcome is unknown, as every client should. */
async function stubbornly<T>(
  ask: (options: Stripe.RequestOptions) => Promise<T>,
  idempotencyKey: string,
  patience = 60,
): Promise<T> {
  for (let tries = 0; tries < patience; tries += 1) {
    try {
      return await ask({ idempotencyKey });
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeError)) throw error;
      const unknown =
        error.statusCode === undefined || error.statusCode >= 500 || [409, 429].includes(error.statusCode);
      if (!unknown) throw error;
    }
  }
  throw new Error(`No answer in ${patience} tries.`);
}

const survivable = presetNames.filter((name): name is PresetName => name !== 'outage' && name !== 'webhook-chaos');

it.each(survivable)(
  'a retrying client under %s ends with exactly one charge for each intent',
  async (preset) => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 3 }), async (seed, payments) => {
        const { control } = sandbox;
        control.stress.clear();
        control.reset();
        control.stress.reseed(seed);
        control.stress.on(preset);
        const paid: string[] = [];
        for (let index = 0; index < payments; index += 1) {
          const params = { ...NO_REDIRECTS, amount: 2400 + index, currency: 'usd', payment_method: 'pm_card_visa' };
          const intent = await stubbornly(
            (options) => stripe.paymentIntents.create(params, options),
            `create-${index}`,
          );
          const done = await stubbornly(
            (options) => stripe.paymentIntents.confirm(intent.id, {}, options),
            `confirm-${index}`,
          );
          expect(done.status).toBe('succeeded');
          paid.push(done.id);
        }
        control.stress.clear();
        const intents = await stripe.paymentIntents.list({ limit: 100 });
        expect(intents.data.map(({ id }) => id).reverse()).toEqual(paid);
        const charges = await stripe.charges.list({ limit: 100 });
        expect(charges.data.map(({ payment_intent }) => payment_intent).reverse()).toEqual(paid);
      }),
      { numRuns: 12 },
    );
  },
  60_000,
);

it('an outage leaves nothing behind', async () => {
  sandbox.control.stress.on('outage');
  const nagging = stubbornly((options) => stripe.customers.create({}, options), 'key', 12);
  await expect(nagging).rejects.toThrow('No answer in 12 tries.');
  sandbox.control.stress.off('outage');
  expect((await stripe.customers.list()).data).toEqual([]);
});
