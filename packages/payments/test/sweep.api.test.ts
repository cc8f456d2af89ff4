import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHECK_AFTER_MS, createHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());
// What an earlier test left open is not this one's business.
beforeEach(() => harness.database.db.paymentCheck.deleteMany());

const start = async () => (await harness.order()).paymentId;

const row = (id: string) =>
  harness.database.db.payment.findUniqueOrThrow({ where: { id }, include: { ledger: true, check: true } });

/** Pays while every webhook is lost. */
async function payUnheard(paymentId: string): Promise<void> {
  const { stripePaymentIntentId } = await row(paymentId);
  harness.sandbox.control.webhooks.hold();
  await harness.stripe.paymentIntents.confirm(stripePaymentIntentId ?? '', { payment_method: 'pm_card_visa' });
  harness.sandbox.control.webhooks.release({ copies: 0 });
}

const requests = (method: string, path: RegExp) =>
  harness.sandbox.control.requests.recent().filter((request) => request.method === method && path.test(request.path));

describe('the sweep over open payments', () => {
  it('heals a payment whose webhooks were all lost, once it is due and not before', async () => {
    const paymentId = await start();
    await harness.settle();
    await payUnheard(paymentId);
    harness.clock.advance(CHECK_AFTER_MS - 10_000);
    expect(await harness.payments.sweep()).toBe(0);
    expect(await row(paymentId)).toMatchObject({ status: 'requires_payment_method' });
    harness.clock.advance(10_000);
    expect(await harness.payments.sweep()).toBe(1);
    expect(await row(paymentId)).toMatchObject({
      status: 'succeeded',
      capturedAmount: 2400n,
      ledger: [{ amount: 2400n, currency: 'USD' }],
      check: null,
    });
    const types = (await harness.events.eventsOf([paymentId])).map(({ type, actor }) => [type, actor.kind]);
    expect(types).toContainEqual(['payment.captured', 'system']);
    expect(await harness.payments.sweep()).toBe(0);
  });

  it('looks at a payment that stays open ever more rarely, and stops after the last round', async () => {
    const paymentId = await start();
    await harness.settle();
    const waits: number[] = [];
    for (let round = 0; round < 11; round += 1) {
      const due = (await row(paymentId)).check?.dueAt;
      expect(due).toBeDefined();
      const wait = (due?.getTime() ?? 0) - harness.clock.now().getTime();
      waits.push(Math.round(wait / 60_000));
      harness.clock.advance(wait);
      expect(await harness.payments.sweep()).toBe(1);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240]);
    expect(await row(paymentId)).toMatchObject({ status: 'requires_payment_method', check: null });
  });

  it('asks for many at once by pages of a list and not one by one', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 30; count += 1) ids.push(await start());
    await harness.settle();
    for (const id of ids.slice(0, 20)) await payUnheard(id);
    harness.clock.advance(CHECK_AFTER_MS);
    const before = requests('GET', /payment_intents/).length;
    expect(await harness.payments.sweep()).toBe(30);
    expect(requests('GET', /payment_intents/).length - before).toBe(1);
    const states = await Promise.all(ids.map(async (id) => (await row(id)).status));
    expect(states.filter((status) => status === 'succeeded')).toHaveLength(20);
    expect(states.filter((status) => status === 'requires_payment_method')).toHaveLength(10);
  });

  it('comes back to a payment that Stripe did not answer for, and tells how late it is meanwhile', async () => {
    const paymentId = await start();
    await harness.settle();
    await payUnheard(paymentId);
    harness.clock.advance(CHECK_AFTER_MS);
    expect((await harness.payments.health()).openPayments).toMatchObject({ ok: true, overdue: 1 });
    harness.clock.advance(6 * 60_000);
    expect((await harness.payments.health()).openPayments).toMatchObject({ ok: false, overdue: 1 });
    harness.sandbox.control.faults.plan({ fault: { status: 500 }, method: 'GET', path: /payment_intents/, times: 1 });
    expect(await harness.payments.sweep()).toBe(1);
    expect(await row(paymentId)).toMatchObject({ status: 'requires_payment_method' });
    expect(await harness.payments.sweep()).toBe(0);
    harness.clock.advance(2 * 60_000);
    expect(await harness.payments.sweep()).toBe(1);
    expect(await row(paymentId)).toMatchObject({ status: 'succeeded', check: null });
  });

  it('never looks at a payment twice when two processes sweep at once', async () => {
    for (let count = 0; count < 10; count += 1) await start();
    await harness.settle();
    harness.clock.advance(CHECK_AFTER_MS);
    const due = await harness.database.db.paymentCheck.count({ where: { dueAt: { lte: harness.clock.now() } } });
    expect(due).toBe(10);
    const looked = await Promise.all([harness.payments.sweep(), harness.payments.sweep()]);
    expect(looked.reduce((sum, count) => sum + count, 0)).toBe(10);
  });

  it('is a job that is on the calendar', async () => {
    await harness.payments.schedule();
    expect(harness.payments.jobs.map(({ name }) => name)).toContain('payments.sweep');
    const scheduled = await harness.database.db.$queryRaw`SELECT name, cron FROM jobs.schedule`;
    expect(scheduled).toEqual([{ name: 'payments.sweep', cron: '* * * * *' }]);
  });
});
