import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStripeSandbox, type RunningSandbox, type StripeSandbox } from './support/checked-sandbox.ts';
import { NO_REDIRECTS } from './support/sandbox.ts';

interface Received {
  readonly body: string;
  readonly signature: string;
}

let dir: string;
let receiver: Server;
let received: Received[];
let answers: number[];
let sandbox: StripeSandbox;
let running: RunningSandbox;
let stripe: Stripe;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'sandbox-'));
  received = [];
  answers = [];
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      received.push({ body, signature: String(request.headers['stripe-signature']) });
      response.statusCode = answers.shift() ?? 200;
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  await open();
});
afterEach(async () => {
  await running.close();
  await sandbox.close();
  await new Promise((resolve) => receiver.close(resolve));
  await rm(dir, { recursive: true });
});

async function open(): Promise<void> {
  sandbox = createStripeSandbox({ persistTo: path.join(dir, 'journal.jsonl') });
  running = await sandbox.listen();
  stripe = new Stripe('sk_test_flashstudio', {
    host: '127.0.0.1',
    port: running.port,
    protocol: 'http',
    maxNetworkRetries: 0,
  });
}

const hookUrl = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
const types = () => received.map(({ body }) => (JSON.parse(body) as Stripe.Event).type);
const pay = () =>
  stripe.paymentIntents.create({
    ...NO_REDIRECTS,
    amount: 2400,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
  });

describe('webhooks', () => {
  it('arrive signed, in order, and tell the event as the API does', async () => {
    const endpoint = await stripe.webhookEndpoints.create({ url: hookUrl(), enabled_events: ['*'] });
    await pay();
    await sandbox.settled();
    expect(types()).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
    ]);
    for (const { body, signature } of received) {
      const event = stripe.webhooks.constructEvent(body, signature, endpoint.secret ?? '');
      expect((await stripe.events.retrieve(event.id)).data).toEqual(event.data);
    }
  });

  it('come only for the types an endpoint asked for', async () => {
    await stripe.webhookEndpoints.create({ url: hookUrl(), enabled_events: ['payment_intent.succeeded'] });
    await pay();
    await sandbox.settled();
    expect(types()).toEqual(['payment_intent.succeeded']);
  });

  it('do not come to an endpoint that is disabled', async () => {
    const endpoint = await stripe.webhookEndpoints.create({ url: hookUrl(), enabled_events: ['*'] });
    await stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
    await pay();
    await sandbox.settled();
    const [created] = (await stripe.events.list({ type: 'payment_intent.created' })).data;
    expect(sandbox.control.webhooks.resend(String(created?.id))).toBe(0);
    expect(types()).toEqual([]);
  });

  it('come only for the types that the control asked for, and a later word of it counts', async () => {
    const url = hookUrl();
    const { control } = sandbox;
    control.ensureWebhookEndpoint({ url, secret: 'whsec_own', enabledEvents: ['payment_intent.succeeded'] });
    await pay();
    await sandbox.settled();
    expect(types()).toEqual(['payment_intent.succeeded']);
    control.ensureWebhookEndpoint({ url, secret: 'whsec_own' });
    await pay();
    await sandbox.settled();
    expect(types()).toEqual(['payment_intent.succeeded', 'payment_intent.succeeded']);
    control.ensureWebhookEndpoint({ url, secret: 'whsec_own', enabledEvents: ['charge.succeeded'] });
    await pay();
    await sandbox.settled();
    expect(types().slice(2)).toEqual(['charge.succeeded']);
    expect((await stripe.webhookEndpoints.list()).data).toMatchObject([{ url, enabled_events: ['charge.succeeded'] }]);
  });

  it('come for everything when the control names no types', async () => {
    sandbox.control.ensureWebhookEndpoint({ url: hookUrl(), secret: 'whsec_own' });
    await pay();
    await sandbox.settled();
    expect(types()).toHaveLength(4);
  });

  it('are sent again by hand only to endpoints that asked for their type, unless one is named', async () => {
    const endpoint = await stripe.webhookEndpoints.create({ url: hookUrl(), enabled_events: ['charge.succeeded'] });
    await pay();
    await sandbox.settled();
    const { webhooks } = sandbox.control;
    const [created] = (await stripe.events.list({ type: 'payment_intent.created' })).data;
    expect(webhooks.resend(String(created?.id))).toBe(0);
    expect(webhooks.resend(String(created?.id), endpoint.id)).toBe(1);
    await sandbox.settled();
    expect(types()).toEqual(['charge.succeeded', 'payment_intent.created']);
  });

  it('of a type that there is not are refused when they are asked for, by whoever asks', async () => {
    const misspelt = 'payment_intent.suceeded';
    const answer = await fetch(`${running.url}/v1/webhook_endpoints`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_flashstudio', 'content-type': 'application/x-www-form-urlencoded' },
      body: `url=${encodeURIComponent(hookUrl())}&enabled_events[]=charge.failed&enabled_events[]=${misspelt}`,
    });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: { param: 'enabled_events[1]' } }]);
    const ensure = () =>
      sandbox.control.ensureWebhookEndpoint({ url: hookUrl(), secret: 'whsec_own', enabledEvents: [misspelt] });
    expect(ensure).toThrow('payment_intent.suceeded is no type of event');
    expect((await stripe.webhookEndpoints.list()).data).toEqual([]);
  });

  it('are sent again until the endpoint takes them', async () => {
    answers = [500];
    await stripe.webhookEndpoints.create({ url: hookUrl(), enabled_events: ['payment_intent.succeeded'] });
    await pay();
    await expect.poll(types).toEqual(['payment_intent.succeeded', 'payment_intent.succeeded']);
    await sandbox.settled();
    const [event] = (await stripe.events.list({ type: 'payment_intent.succeeded' })).data;
    expect(event?.pending_webhooks).toBe(0);
  });

  it('can be held, multiplied and reversed', async () => {
    await stripe.webhookEndpoints.create({ url: hookUrl(), enabled_events: ['*'] });
    sandbox.control.webhooks.hold();
    await pay();
    await sandbox.settled();
    expect(received).toEqual([]);
    sandbox.control.webhooks.release({ copies: 2, order: 'reversed' });
    await sandbox.settled();
    const once = ['charge.updated', 'payment_intent.succeeded', 'charge.succeeded', 'payment_intent.created'];
    expect(types()).toEqual([...once, ...once]);
  });

  it('that were not taken are sent again after a restart, which forgets nothing', async () => {
    await stripe.webhookEndpoints.create({ url: hookUrl(), enabled_events: ['payment_intent.succeeded'] });
    sandbox.control.webhooks.hold();
    const intent = await pay();
    await running.close();
    await sandbox.close();
    await open();
    await sandbox.settled();
    expect(types()).toEqual(['payment_intent.succeeded']);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
  });
});
