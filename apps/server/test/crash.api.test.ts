import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from './server-process.ts';
import { openShop, order, shopApi } from './shop.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await openShop(world);
});
afterEach(() => world.close());

const rowOf = (id: string) => world.database.db.payment.findUniqueOrThrow({ where: { id }, include: { ledger: true } });

// A server starts in half a minute on a machine that is busy: these tests measure what it does, not how fast.
describe('a server that ends', { timeout: 240_000 }, () => {
  it('because it is killed between the 200 of a webhook and its application gets the payment right after it is back', async () => {
    // A web process answers webhooks and leaves applying them to a worker: the moment between the two, held still.
    await world.start('web');
    const { paymentId } = await shopApi(world).payments.create.mutate(order());
    const before = await rowOf(paymentId);
    await world.stripe.paymentIntents.confirm(before.stripePaymentIntentId ?? '', { payment_method: 'pm_card_visa' });
    await world.sandbox.settled();
    const waiting = await world.database.db.webhookEvent.findMany({
      where: { subject: before.stripePaymentIntentId ?? '', status: 'received' },
    });
    expect(waiting.map(({ type }) => type)).toContain('payment_intent.succeeded');
    const answers = world.sandbox.control.webhooks.deliveries().map(({ status }) => status);
    expect(new Set(answers)).toEqual(new Set([200]));
    await world.kill();
    expect(await rowOf(paymentId)).toMatchObject({ status: 'requires_payment_method', capturedAmount: 0n });

    await world.start('all');
    await expect.poll(async () => (await rowOf(paymentId)).status).toBe('succeeded');
    const after = await rowOf(paymentId);
    expect(after.capturedAmount).toBe(2400n);
    expect(after.ledger).toHaveLength(1);
  });

  it('misses no webhook that came while it was away: the sender tries again', async () => {
    const intent = await world.stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    await world.sandbox.settled();
    const kept = () => world.database.db.webhookEvent.count({ where: { subject: intent.id } });
    expect(await kept()).toBe(0);
    await world.start('all');
    await expect.poll(kept, { timeout: 180_000 }).toBe(1);
  });

  it('because it is asked to stops in order, with exit code 0', async () => {
    await world.start('all');
    expect(await world.stop()).toBe(0);
  });
});
