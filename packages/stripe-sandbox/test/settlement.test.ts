import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReceiver, type Receiver } from './support/receiver.ts';
import { NO_REDIRECTS, openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';
import { type ManualTime, manualTime } from './support/time.ts';

let time: ManualTime;
let receiver: Receiver;
let bed: TestSandbox;

beforeEach(async () => {
  time = manualTime();
  receiver = createReceiver();
  bed = await openSandbox({ ...time, fetch: receiver.fetch });
});
afterEach(() => bed.close());

const control = () => bed.sandbox.control;
const create = () =>
  bed.stripe.paymentIntents.create({ ...NO_REDIRECTS, amount: 2400, currency: 'usd', payment_method: 'pm_card_visa' });
const confirm = async (id: string) => (await bed.stripe.paymentIntents.confirm(id)).status;
const pay = async () => {
  const { id } = await create();
  return { id, status: await confirm(id) };
};
const status = async (id: string) => (await bed.stripe.paymentIntents.retrieve(id)).status;
const charges = async (payment_intent: string) => (await bed.stripe.charges.list({ payment_intent })).data;
const types = async () => (await bed.stripe.events.list()).data.map(({ type }) => type).reverse();

describe('payments', () => {
  it('settle at once unless told otherwise', async () => {
    expect((await pay()).status).toBe('succeeded');
    expect(control().settlement.pending()).toEqual([]);
  });

  it('stay in processing until they are settled, and say so', async () => {
    control().settlement.later();
    const payment = await pay();
    expect(payment.status).toBe('processing');
    expect(await types()).toEqual(['payment_intent.created', 'charge.pending', 'payment_intent.processing']);
    const [pending] = await charges(payment.id);
    expect(pending).toMatchObject({ status: 'pending', paid: false, amount_captured: 0, balance_transaction: null });
    expect((await bed.stripe.paymentIntents.retrieve(payment.id)).latest_charge).toBe(pending?.id);
    expect(await refusal(bed.stripe.refunds.create({ payment_intent: payment.id }))).toMatchObject({ statusCode: 400 });
    expect(await refusal(bed.stripe.paymentIntents.confirm(payment.id))).toMatchObject({ statusCode: 400 });
    control().settlePending();
    expect(await status(payment.id)).toBe('succeeded');
    expect(await charges(payment.id)).toMatchObject([
      { id: pending?.id, status: 'succeeded', paid: true, amount_captured: 2400 },
    ]);
    expect((await types()).slice(3)).toEqual(expect.arrayContaining(['charge.succeeded', 'payment_intent.succeeded']));
    control().settlePending();
    expect(await charges(payment.id)).toHaveLength(1);
  });

  it('fail when told, and can be paid again', async () => {
    control().settlement.later({ outcome: 'failed' });
    const { id } = await pay();
    control().settlePending();
    expect(await bed.stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined', decline_code: 'generic_decline' },
    });
    expect(await types()).toEqual([
      'payment_intent.created',
      'charge.pending',
      'payment_intent.processing',
      'charge.failed',
      'payment_intent.payment_failed',
    ]);
    control().settlement.atOnce();
    const again = await bed.stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    expect(again.status).toBe('succeeded');
  });

  it('settle by the clock, and tell of it at that moment', async () => {
    control().ensureWebhookEndpoint({ url: 'https://shop.test/hook', secret: 'whsec_test' });
    control().settlement.later({ delayMs: 60_000 });
    const { id } = await pay();
    const began = time.clock.now().getTime() / 1_000;
    time.pass(59_999);
    expect(await status(id)).toBe('processing');
    time.pass(1);
    expect(await status(id)).toBe('succeeded');
    const next = await pay();
    control().clock.advance(3_600_000);
    await bed.sandbox.settled();
    expect(await status(next.id)).toBe('succeeded');
    const told = receiver.received.filter(({ event }) => event.type === 'payment_intent.succeeded');
    expect(told.map(({ event }) => event.created)).toEqual([began + 60, began + 120]);
  });

  it('can be chosen for one intent, and settled alone, with another outcome', async () => {
    const chosen = await create();
    control().settlement.later({ intent: chosen.id });
    expect((await pay()).status).toBe('succeeded');
    expect(await confirm(chosen.id)).toBe('processing');
    expect(control().settlement.settle('pi_none')).toBe(false);
    expect(control().settlement.settle(chosen.id, 'failed')).toBe(true);
    expect(await status(chosen.id)).toBe('requires_payment_method');
  });

  it('leaves declines and cancellations as they are', async () => {
    control().settlement.later();
    const declined = await refusal(
      bed.stripe.paymentIntents.create({
        amount: 2400,
        currency: 'usd',
        payment_method: 'pm_card_visa_chargeDeclined',
        confirm: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      }),
    );
    expect(declined.code).toBe('card_declined');
    const { id } = await pay();
    await bed.stripe.paymentIntents.cancel(id);
    control().settlePending();
    expect(await status(id)).toBe('canceled');
    expect(await charges(id)).toMatchObject([{ status: 'failed', paid: false, amount_captured: 0 }]);
    expect((await types()).slice(-2)).toEqual(['charge.failed', 'payment_intent.canceled']);
  });

  it('is switched over HTTP', async () => {
    const ask = (method: string, path: string, body?: object) =>
      fetch(`${bed.url}/_control${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    await ask('PUT', '/settlement', { outcome: 'failed' });
    const { id } = await pay();
    expect(await (await ask('GET', '/settlement')).json()).toMatchObject({
      all: { outcome: 'failed', delayMs: null },
      pending: [{ id, outcome: 'failed' }],
    });
    expect((await ask('POST', '/settle', { intent: 'pi_none' })).status).toBe(404);
    expect((await ask('POST', '/settle', { intent: id, outcome: 'succeeded' })).status).toBe(200);
    expect(await status(id)).toBe('succeeded');
    await ask('DELETE', '/settlement');
    expect((await pay()).status).toBe('succeeded');
    expect((await ask('PUT', '/settlement', { outcome: 'vanished' })).status).toBe(400);
  });
});
