import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGate } from './gate.ts';
import { CHECK_AFTER_MS, createHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
  await harness.payments.schedule();
});
afterEach(() => harness.close());

const row = (id: string) => harness.database.db.payment.findUniqueOrThrow({ where: { id } });

/** An order that was paid while every webhook was lost. */
async function payUnheard(): Promise<string> {
  const { paymentId } = await harness.order();
  await harness.settle();
  const { stripePaymentIntentId } = await row(paymentId);
  harness.sandbox.control.webhooks.hold();
  await harness.stripe.paymentIntents.confirm(stripePaymentIntentId ?? '', { payment_method: 'pm_card_visa' });
  harness.sandbox.control.webhooks.release({ copies: 0 });
  return paymentId;
}

describe('the sweep over open payments, as a job', () => {
  it('is on the calendar of every minute', async () => {
    await harness.jobs.runDue();
    for (let minute = 0; minute < 3; minute += 1) {
      harness.clock.advance(60_000);
      expect(await harness.jobs.runDue()).toMatchObject([{ job: 'payments.sweep', error: undefined }]);
    }
  });

  it('heals a payment whose webhooks were all lost', async () => {
    const paymentId = await payUnheard();
    harness.clock.advance(CHECK_AFTER_MS);
    await harness.jobs.runDue();
    expect(await row(paymentId)).toMatchObject({ status: 'succeeded', capturedAmount: 2400n });
  });

  it('never meets its successor, however long it takes', async () => {
    const paymentId = await payUnheard();
    harness.clock.set('2026-03-02T12:20:50Z');
    const gate = createGate(harness.database);
    const held = await gate.hold(paymentId);
    const first = harness.jobs.runDue();
    await gate.waiting(1);
    // A minute later by the calendar, and soon enough to take the first one for alive.
    harness.clock.set('2026-03-02T12:21:05Z');
    const meanwhile = await harness.jobs.runDue();
    await held.release();
    const runs = await first;
    await gate.close();
    expect(meanwhile).toEqual([]);
    expect(runs.map(({ job, error }) => [job, error])).toEqual([
      ['payments.sweep', undefined],
      ['payments.sweep', undefined],
    ]);
    expect((await row(paymentId)).status).toBe('succeeded');
  });

  it('is not tried again when it fails, as the next minute is near', async () => {
    await harness.jobs.runDue();
    await harness.database.db.$executeRaw`ALTER TABLE payment_checks RENAME TO away`;
    harness.clock.advance(60_000);
    expect(await harness.jobs.runDue()).toMatchObject([{ attempt: 1, error: expect.any(Error) }]);
    await harness.database.db.$executeRaw`ALTER TABLE away RENAME TO payment_checks`;
    harness.clock.advance(60_000);
    expect(await harness.jobs.runDue()).toMatchObject([{ attempt: 1, error: undefined }]);
  });
});
