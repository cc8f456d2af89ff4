import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';

let world: TestSandbox;
beforeAll(async () => {
  world = await openSandbox();
});
afterAll(() => world.close());

it('an event goes on telling what was, whatever becomes of its object', async () => {
  const { stripe } = world;
  const intent = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    capture_method: 'manual',
    metadata: { order: '1' },
    payment_method: 'pm_card_createDispute',
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  });
  const told = await stripe.events.list({ limit: 100 });
  const before = JSON.stringify(told.data.map(({ id, data }) => ({ id, data })));

  await stripe.paymentIntents.update(intent.id, { metadata: { order: '2', note: 'changed' } });
  await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1500, metadata: { order: '3' } });
  expect(await refusal(stripe.refunds.create({ payment_intent: intent.id, amount: 500 }))).toMatchObject({
    code: 'charge_disputed',
  });
  world.sandbox.control.settlePending();

  const now = await stripe.events.list({ limit: 100 });
  expect(now.data.length).toBeGreaterThan(told.data.length);
  const same = now.data.filter(({ id }) => told.data.some((event) => event.id === id));
  expect(JSON.stringify(same.map(({ id, data }) => ({ id, data })))).toBe(before);
});
