import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTravellingClock } from '../src/control/travelling-clock.ts';
import { createReceiver, type Receiver } from './support/receiver.ts';
import { NO_REDIRECTS, openSandbox, refusal, SECRET_KEY, type TestSandbox } from './support/sandbox.ts';
import { type ManualTime, manualTime } from './support/time.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let time: ManualTime;
let receiver: Receiver;
let bed: TestSandbox;

beforeEach(async () => {
  time = manualTime('2026-11-02T10:00:00Z');
  receiver = createReceiver();
  bed = await openSandbox({ ...time, fetch: receiver.fetch });
});
afterEach(() => bed.close());

const clock = () => bed.sandbox.control.clock;

describe('travelling', () => {
  it('moves everything the sandbox says: answers, objects, events, signatures', async () => {
    bed.sandbox.control.ensureWebhookEndpoint({ url: 'https://shop.test/hook', secret: 'whsec_test' });
    clock().advance(3 * DAY);
    const then = Date.parse('2026-11-05T10:00:00Z') / 1_000;
    const { headers } = await bed.raw('GET', '/v1/customers', { key: SECRET_KEY });
    expect(headers.get('date')).toBe('Thu, 05 Nov 2026 10:00:00 GMT');
    expect((await bed.stripe.customers.create()).created).toBe(then);
    expect((await bed.stripe.events.list()).data[0]?.created).toBe(then);
    await bed.sandbox.settled();
    expect(receiver.received[0]?.signature).toMatch(new RegExp(`^t=${then},`));
  });

  it('lets idempotency keys and confirmation tokens expire', async () => {
    const create = () => bed.stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'key' });
    const first = await create();
    const token = await bed.stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
    clock().advance(25 * HOUR);
    expect((await create()).id).not.toBe(first.id);
    const params = { ...NO_REDIRECTS, amount: 2400, currency: 'usd', confirm: true, confirmation_token: token.id };
    expect(await refusal(bed.stripe.paymentIntents.create(params))).toMatchObject({
      code: 'confirmation_token_expired',
    });
  });

  it('does on the way what was due on the way', async () => {
    const { webhooks } = bed.sandbox.control;
    bed.sandbox.control.ensureWebhookEndpoint({ url: 'https://shop.test/hook', secret: 'whsec_test' });
    receiver.answerWith(500);
    webhooks.stress.plan({ effect: { delay: { constant: 2 * HOUR } }, events: ['product.created'] });
    await bed.stripe.customers.create();
    await bed.stripe.products.create({ name: 'mug' });
    await bed.sandbox.settled();
    expect(receiver.types()).toEqual(['customer.created']);
    clock().advance(HOUR);
    await bed.sandbox.settled();
    expect(receiver.types()).toEqual(['customer.created', 'customer.created']);
    clock().advance(HOUR);
    await bed.sandbox.settled();
    expect(receiver.types()).toEqual(['customer.created', 'customer.created', 'product.created']);
  });

  it('expires checkout sessions without anyone asking', async () => {
    const session = await bed.stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: 2400, product_data: { name: 'mug' } } }],
      success_url: 'https://shop.test/done',
    });
    bed.sandbox.control.ensureWebhookEndpoint({ url: 'https://shop.test/hook', secret: 'whsec_test' });
    clock().advance(DAY);
    await bed.sandbox.settled();
    expect(receiver.received.map(({ event }) => [event.type, event.created])).toEqual([
      ['checkout.session.expired', session.expires_at],
    ]);
  });

  it('goes only forward', () => {
    expect(() => clock().advance(-1)).toThrow(RangeError);
    clock().offset(DAY);
    expect(() => clock().offset(DAY - 1)).toThrow(RangeError);
    expect(clock().state()).toMatchObject({ offsetMs: DAY, now: new Date('2026-11-03T10:00:00Z') });
  });
});

describe('a frozen clock', () => {
  it('stands still while the base goes on, and goes on from there', async () => {
    clock().freeze();
    time.pass(HOUR);
    expect(clock().state()).toEqual({ now: new Date('2026-11-02T10:00:00Z'), frozen: true, offsetMs: -HOUR });
    clock().advance(60_000);
    expect((await bed.stripe.customers.create()).created).toBe(Date.parse('2026-11-02T10:01:00Z') / 1_000);
    clock().resume();
    time.pass(60_000);
    expect(clock().state()).toMatchObject({ now: new Date('2026-11-02T10:02:00Z'), frozen: false });
  });

  it('lets nothing come due by itself', async () => {
    bed.sandbox.control.ensureWebhookEndpoint({ url: 'https://shop.test/hook', secret: 'whsec_test' });
    receiver.answerWith(500);
    await bed.stripe.customers.create();
    await bed.sandbox.settled();
    clock().freeze();
    time.pass(DAY);
    await bed.sandbox.settled();
    expect(receiver.received).toHaveLength(1);
    clock().resume();
    time.pass(1_000);
    await bed.sandbox.settled();
    expect(receiver.received).toHaveLength(2);
  });
});

it('time never runs backwards, whatever is done to the clock', () => {
  const step = fc.oneof(
    fc.constant('freeze' as const),
    fc.constant('resume' as const),
    fc.record({ base: fc.integer({ min: 0, max: 10_000 }) }),
    fc.record({ to: fc.integer({ min: -10_000, max: 10_000 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let base = 0;
      const travelling = createTravellingClock({ now: () => new Date(base) });
      let before = travelling.now().getTime();
      for (const taken of steps) {
        if (taken === 'freeze') travelling.freeze();
        else if (taken === 'resume') travelling.resume();
        else if ('base' in taken) base += taken.base;
        else travelling.moveTo(new Date(before + taken.to));
        const after = travelling.now().getTime();
        expect(after).toBeGreaterThanOrEqual(before);
        before = after;
      }
    }),
  );
});
