import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAttempt } from '../src/changes/attempts.ts';
import { commitChange } from '../src/changes/commit-change.ts';
import { byStripe, openDraft, withPayment } from '../src/changes/draft.ts';
import { lockPayment, lockPayments } from '../src/changes/lock-payments.ts';
import { createGate, type Gate } from './gate.ts';
import { BY_CUSTOMER, createHarness, type Harness } from './harness.ts';

let harness: Harness;
/** Another process, with connections of its own. */
let gate: Gate;
beforeAll(async () => {
  harness = await createHarness();
  gate = createGate(harness.database);
});
afterAll(async () => {
  await gate.close();
  await harness.close();
});

const start = () => harness.order();

const row = (id: string) =>
  harness.database.db.payment.findUniqueOrThrow({ where: { id }, include: { ledger: true, attempts: true } });

describe('one payment is changed by one transaction at a time', () => {
  it('a second card waits for the first, and is refused while that is in flight', async () => {
    const own = await start();
    const held = await gate.hold(own.paymentId);
    const tokens = await Promise.all(['pm_card_visa', 'pm_card_mastercard'].map((card) => harness.token(card)));
    const tries = tokens.map((confirmationTokenId) =>
      harness.payments.confirm({ ...harness.shop, ...own, confirmationTokenId }, BY_CUSTOMER),
    );
    const outcomes = Promise.allSettled(tries);
    await gate.waiting(2);
    expect((await row(own.paymentId)).attempts).toHaveLength(0);
    await held.release();
    const settled = await outcomes;
    const codes = settled.map((one) => (one.status === 'fulfilled' ? one.value.kind : one.reason.code)).sort();
    expect(codes).toEqual(['conflict', 'succeeded']);
    await harness.settle();
    expect(await row(own.paymentId)).toMatchObject({
      capturedAmount: 2400n,
      attempts: [{ status: 'succeeded' }],
      ledger: [{ amount: 2400n, currency: 'USD' }],
    });
  });

  it('several appliers at once book the money of one success once', async () => {
    const { paymentId } = await start();
    await harness.settle();
    harness.sandbox.control.webhooks.hold();
    const { stripePaymentIntentId } = await row(paymentId);
    await harness.stripe.paymentIntents.confirm(stripePaymentIntentId ?? '', { payment_method: 'pm_card_visa' });
    harness.sandbox.control.webhooks.release({ copies: 3 });
    await harness.sandbox.settled();
    const held = await gate.hold(paymentId);
    const drains = Promise.all([1, 2, 3].map(() => harness.payments.webhooks.drain()));
    await gate.waiting(3);
    await held.release();
    await drains;
    const payment = await row(paymentId);
    expect(payment).toMatchObject({ status: 'succeeded', capturedAmount: 2400n });
    expect(payment.ledger).toHaveLength(1);
    const events = await harness.events.eventsOf([paymentId]);
    expect(events.filter(({ type }) => type === 'payment.captured')).toHaveLength(1);
  });

  it('what others committed while a transaction waited for the lock is seen under it', async () => {
    const { paymentId } = await start();
    const held = await gate.hold(paymentId, async (tx, locked) => {
      const { draft } = startAttempt(openDraft(locked), 'ctoken_meanwhile', byStripe(harness.clock, {}));
      const drafts = [withPayment(draft, { cardLast4: '0341' })];
      await commitChange(tx, { kind: 'moved', drafts }, harness.clock);
    });
    const read = gate.sql.transaction((tx) => lockPayment(tx, paymentId));
    await gate.waiting(1);
    await held.release();
    expect(await read).toMatchObject({
      payment: { cardLast4: '0341' },
      attempts: [{ status: 'pending', confirmationTokenId: 'ctoken_meanwhile' }],
    });
  });

  it('two transactions that want the same payments in different order do not wait for each other in a circle', async () => {
    const [a, b] = await Promise.all([start(), start()]);
    const both = (ids: string[]) =>
      Array.from({ length: 20 }, () => gate.sql.transaction(async (tx) => (await lockPayments(tx, ids)).length));
    const counts = await Promise.all([...both([a.paymentId, b.paymentId]), ...both([b.paymentId, a.paymentId])]);
    expect(new Set(counts)).toEqual(new Set([2]));
  });
});

describe('the writer', () => {
  it('refuses a lock that is not the first thing a transaction does', async () => {
    const { paymentId } = await start();
    const late = gate.sql.transaction(async (tx) => {
      await tx.query({ name: 'test.anything', text: 'SELECT 1 AS one' }, []);
      await lockPayment(tx, paymentId);
    });
    await expect(late).rejects.toThrow('locked before anything else');
  });

  it('writes nothing for a draft that changes nothing', async () => {
    const { paymentId } = await start();
    const before = await row(paymentId);
    await gate.sql.transaction(async (tx) => {
      const locked = await lockPayments(tx, [paymentId]);
      await commitChange(tx, { kind: 'moved', drafts: locked.map(openDraft) }, harness.clock);
      expect(tx.statements).toBe(1);
    });
    expect(await row(paymentId)).toEqual(before);
  });

  it('moves several payments in one statement and leaves every other row alone', async () => {
    const [a, b, untouched] = await Promise.all([start(), start(), start()]);
    const before = await row(untouched.paymentId);
    await gate.sql.transaction(async (tx) => {
      const locked = await lockPayments(tx, [a.paymentId, b.paymentId]);
      const drafts = locked.map((payment, index) =>
        withPayment(openDraft(payment), { cardBrand: `brand ${index}`, cardLast4: '0001' }),
      );
      await commitChange(tx, { kind: 'moved', drafts }, harness.clock);
      expect(tx.statements).toBe(2);
    });
    const brands = await Promise.all([a, b].map(async ({ paymentId }) => (await row(paymentId)).cardBrand));
    expect(brands.sort()).toEqual(['brand 0', 'brand 1']);
    expect(await row(untouched.paymentId)).toEqual(before);
  });
});
