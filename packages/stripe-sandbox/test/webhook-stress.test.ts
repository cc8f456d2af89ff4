import fc from 'fast-check';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WebhookPlan } from '../src/index.ts';
import { createReceiver, type Receiver } from './support/receiver.ts';
import { openSandbox, type TestSandbox } from './support/sandbox.ts';
import { type ManualTime, manualTime } from './support/time.ts';

const SECRET = 'whsec_test';
const URL = 'https://shop.test/hook';
const MINUTE = 60_000;

let time: ManualTime;
let receiver: Receiver;
let bed: TestSandbox;

beforeEach(async () => {
  time = manualTime(new Date().toISOString());
  receiver = createReceiver();
  bed = await openSandbox({ ...time, fetch: receiver.fetch });
  bed.sandbox.control.ensureWebhookEndpoint({ url: URL, secret: SECRET });
});
afterEach(() => bed.close());

const webhooks = () => bed.sandbox.control.webhooks;
const plan = (planned: WebhookPlan) => webhooks().stress.plan(planned);
const happen = (name: string) => bed.stripe.products.create({ name });
const names = () =>
  receiver.received.map(({ event }) => ('name' in event.data.object ? event.data.object.name : undefined));
const endpointId = async () => (await bed.stripe.webhookEndpoints.list()).data[0]?.id ?? '';
const latestEvent = async () => {
  const [event] = (await bed.stripe.events.list({ limit: 1 })).data;
  if (event === undefined) throw new Error('Nothing happened.');
  return event;
};

describe('on its way a webhook', () => {
  it('gets lost and waits for its endpoint until it is sent again', async () => {
    plan({ effect: 'drop' });
    await happen('lost');
    await happen('kept');
    time.pass(24 * 60 * MINUTE);
    await bed.sandbox.settled();
    expect(names()).toEqual(['kept']);
    expect(webhooks().deliveries()[1]).toMatchObject({ status: null, stress: ['dropped'], nextTryAt: null });
    const [, lost] = (await bed.stripe.events.list()).data;
    expect(lost?.pending_webhooks).toBe(1);
    expect(webhooks().resend(lost?.id ?? '', await endpointId())).toBe(1);
    await bed.sandbox.settled();
    expect(names()).toEqual(['kept', 'lost']);
    expect((await bed.stripe.events.retrieve(lost?.id ?? '')).pending_webhooks).toBe(0);
  });

  it('is multiplied, and counts as delivered once', async () => {
    plan({ effect: { duplicate: 2 } });
    await happen('thrice');
    await bed.sandbox.settled();
    expect(names()).toEqual(['thrice', 'thrice', 'thrice']);
    expect(new Set(receiver.received.map(({ event }) => event.id)).size).toBe(1);
    expect((await latestEvent()).pending_webhooks).toBe(0);
  });

  it('comes late, and what follows does not wait for it', async () => {
    plan({ effect: { delay: { constant: 5_000 } } });
    await happen('late');
    await happen('swift');
    await bed.sandbox.settled();
    expect(names()).toEqual(['swift']);
    time.pass(4_999);
    await bed.sandbox.settled();
    expect(names()).toEqual(['swift']);
    time.pass(1);
    await bed.sandbox.settled();
    expect(names()).toEqual(['swift', 'late']);
  });

  it('is overtaken by no more than its window, and does not wait for ever', async () => {
    plan({ effect: { reorder: { within: 1, waitMs: 3_000 } }, every: 3 });
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await happen(name);
    await bed.sandbox.settled();
    expect(names()).toEqual(['a', 'b', 'd', 'c', 'e']);
    time.pass(3_000);
    await bed.sandbox.settled();
    expect(names()).toEqual(['a', 'b', 'd', 'c', 'e', 'f']);
  });

  it.each([
    ['wrong_secret', 'No signatures found matching the expected signature'],
    ['stale_timestamp', 'Timestamp outside the tolerance zone'],
    ['none', 'No stripe-signature header value was provided'],
  ] as const)('is signed wrongly (%s), and well when it is tried again', async (sign, complaint) => {
    receiver.answerWith(400);
    plan({ effect: { sign } });
    await happen('forged');
    await bed.sandbox.settled();
    const [wrong] = receiver.received;
    expect(() => Stripe.webhooks.constructEvent(wrong?.body ?? '', wrong?.signature ?? '', SECRET)).toThrow(complaint);
    time.pass(1_000);
    await bed.sandbox.settled();
    const right = receiver.received[1];
    expect(Stripe.webhooks.constructEvent(right?.body ?? '', right?.signature ?? '', SECRET).id).toBe(wrong?.event.id);
  });

  it('suffers only what its type, its endpoint and its account are planned for', async () => {
    const other = await bed.stripe.webhookEndpoints.create({ url: `${URL}/2`, enabled_events: ['*'] });
    plan({ effect: 'drop', events: ['customer.*'], endpoint: other.id, times: 10 });
    plan({ effect: 'drop', account: 'acct_of_nobody', times: 10 });
    plan({ effect: 'drop', events: ['price.created'], times: 10 });
    await bed.stripe.customers.create();
    await happen('mug');
    await bed.sandbox.settled();
    expect([...receiver.types()].sort()).toEqual(['customer.created', 'product.created', 'product.created']);
  });
});

it('under chaos every event arrives that was not lost, and what verifies was sent by the sandbox', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const { control } = bed.sandbox;
      receiver.forget();
      control.reset();
      control.stress.reseed(seed);
      control.stress.on('webhook-chaos');
      for (let index = 0; index < 12; index += 1) await happen(`product ${index}`);
      for (let round = 0; round < 4; round += 1) {
        await bed.sandbox.settled();
        time.pass(2_000);
      }
      control.stress.clear();
      const lost = control.webhooks.deliveries().filter(({ stress }) => stress.includes('dropped'));
      const known = new Set((await bed.stripe.events.list({ limit: 100 })).data.map(({ id }) => id));
      const arrived = new Set(receiver.received.map(({ event }) => event.id));
      for (const { eventId } of lost) expect(arrived).not.toContain(eventId);
      expect(arrived.size).toBe(known.size - lost.filter(({ eventId }) => known.has(eventId)).length);
      for (const { body, signature, event } of receiver.received) {
        const delivery = control.webhooks.deliveries().find(({ eventId }) => eventId === event.id);
        const forged = delivery?.stress.some((words) => words.startsWith('signed')) === true;
        const verify = () => Stripe.webhooks.constructEvent(body, signature ?? '', SECRET);
        if (forged) expect(verify).toThrow(Stripe.errors.StripeSignatureVerificationError);
        else expect(verify().id).toBe(event.id);
      }
    }),
    { numRuns: 10 },
  );
});

describe('what an endpoint does not take', () => {
  it('comes again after longer and longer waits, and each try is on record', async () => {
    receiver.answerWith(500, new Error('connection refused'), new Response('y'.repeat(5_000), { status: 503 }));
    await happen('mug');
    for (const wait of [1_000, 5_000, 15_000]) {
      await bed.sandbox.settled();
      const [latest] = webhooks().deliveries();
      expect(latest?.nextTryAt?.getTime()).toBe((latest?.at.getTime() ?? 0) + wait);
      time.pass(wait - 1);
      await bed.sandbox.settled();
      expect(webhooks().deliveries()[0]).toBe(latest);
      time.pass(1);
    }
    await bed.sandbox.settled();
    const [fourth, third, second, first] = webhooks().deliveries();
    expect(first).toMatchObject({ attempt: 1, status: 500, error: null, eventType: 'product.created' });
    expect(first?.requestHeaders).toMatchObject({ 'stripe-signature': receiver.received[0]?.signature });
    expect(first?.requestBytes).toBe(Buffer.byteLength(receiver.received[0]?.body ?? ''));
    expect(second).toMatchObject({ attempt: 2, status: null, error: 'connection refused', responseBody: '' });
    expect(third).toMatchObject({ attempt: 3, status: 503, responseBody: 'y'.repeat(2_048) });
    expect(fourth).toMatchObject({ attempt: 4, status: 200, nextTryAt: null });
    expect((await latestEvent()).pending_webhooks).toBe(0);
  });

  it('is not tried again once it was sent by hand', async () => {
    receiver.answerWith(500);
    await happen('mug');
    await bed.sandbox.settled();
    webhooks().resend((await latestEvent()).id);
    await bed.sandbox.settled();
    time.pass(60 * MINUTE);
    await bed.sandbox.settled();
    expect(receiver.received).toHaveLength(2);
  });

  it('waits for each of its endpoints', async () => {
    await bed.stripe.webhookEndpoints.create({ url: `${URL}/2`, enabled_events: ['*'] });
    receiver.answerWith(500);
    await happen('mug');
    await bed.sandbox.settled();
    expect((await latestEvent()).pending_webhooks).toBe(1);
    time.pass(1_000);
    await bed.sandbox.settled();
    expect((await latestEvent()).pending_webhooks).toBe(0);
  });

  it('is given up when the endpoint is deleted', async () => {
    receiver.answerWith(500);
    await happen('mug');
    await bed.sandbox.settled();
    await bed.stripe.webhookEndpoints.del(await endpointId());
    time.pass(1_000);
    await bed.sandbox.settled();
    expect(receiver.received).toHaveLength(1);
    expect((await latestEvent()).pending_webhooks).toBe(0);
  });

  it('cannot be sent again where there is no such event or endpoint', async () => {
    await happen('mug');
    expect(webhooks().resend('evt_none')).toBe(0);
    expect(webhooks().resend((await latestEvent()).id, 'we_none')).toBe(0);
  });
});

describe('rolling a secret', () => {
  const verifies = (secret: string) => {
    const { body, signature } = receiver.received.at(-1) ?? { body: '', signature: '' };
    try {
      return Stripe.webhooks.constructEvent(body, signature ?? '', secret).id !== '';
    } catch {
      return false;
    }
  };
  const announce = async () => {
    await happen('mug');
    await bed.sandbox.settled();
  };

  it('signs with both until the overlap is over, by the clock', async () => {
    const id = await endpointId();
    const rolled = webhooks().roll(id, { overlapSeconds: 60 });
    const next = rolled?.secret ?? '';
    expect(rolled?.previousUntil).toBe(Math.floor(time.clock.now().getTime() / 1_000) + 60);
    await announce();
    expect(receiver.received.at(-1)?.signature).toMatch(/^t=\d+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/);
    expect([verifies(next), verifies(SECRET)]).toEqual([true, true]);
    time.pass(60_000);
    await announce();
    expect(receiver.received.at(-1)?.signature).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
    expect([verifies(next), verifies(SECRET)]).toEqual([true, false]);
  });

  it('ends the old one at once when asked, and knows no other endpoints', async () => {
    const id = await endpointId();
    expect(webhooks().roll(id, { secret: 'whsec_next', overlapSeconds: 0 })?.secret).toBe('whsec_next');
    await announce();
    expect([verifies('whsec_next'), verifies(SECRET)]).toEqual([true, false]);
    expect(webhooks().roll('we_none')).toBeUndefined();
  });

  it('twice leaves three of them active', async () => {
    const id = await endpointId();
    webhooks().roll(id, { secret: 'whsec_second' });
    webhooks().roll(id, { secret: 'whsec_third' });
    expect(webhooks().secrets(id)).toEqual(['whsec_third', 'whsec_second', SECRET]);
    await announce();
    expect(['whsec_third', 'whsec_second', SECRET].map(verifies)).toEqual([true, true, true]);
  });
});
