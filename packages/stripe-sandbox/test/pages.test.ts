import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStripeSandbox, type RunningSandbox, type StripeSandbox } from './support/checked-sandbox.ts';
import { refusal } from './support/sandbox.ts';

const SITE = 'http://sandbox.test';
const account = (name: string) => ({
  id: `acct_${name}`,
  name: `Shop ${name}`,
  secretKeys: [`sk_test_${name}secret`],
  publishableKeys: [`pk_test_${name}`],
});

let sandbox: StripeSandbox;
let running: RunningSandbox;
let stripe: Stripe;
let receiver: Server;
let received: string[];
let answer: number;

beforeEach(async () => {
  received = [];
  answer = 200;
  receiver = createServer((request, response) => {
    received.push(request.url ?? '');
    request.resume().on('end', () => {
      response.statusCode = answer;
      response.end('<b>heard</b>');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  sandbox = createStripeSandbox({ accounts: [account('one'), account('two')] });
  running = await sandbox.listen();
  stripe = sdk('sk_test_onesecret');
});
afterEach(async () => {
  await running.close();
  await sandbox.close();
  await new Promise((resolve) => receiver.close(resolve));
});

function sdk(key: string): Stripe {
  return new Stripe(key, { host: '127.0.0.1', port: running.port, protocol: 'http', maxNetworkRetries: 0 });
}

const hook = (path: string) => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;

async function page(path: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await sandbox.app.request(`${SITE}${path}`, { headers });
  expect(response.status, path).toBe(200);
  return response.text();
}

/** Sends a form as the browser of somebody on one of the pages does, and gives the page it leads to. */
async function submit(path: string, fields: Record<string, string> = {}): Promise<string> {
  const response = await post(path, fields, { origin: SITE, 'sec-fetch-site': 'same-origin' });
  expect(response.status).toBe(303);
  return page(response.headers.get('location') ?? '');
}

async function post(path: string, fields: Record<string, string>, headers: Record<string, string>): Promise<Response> {
  return sandbox.app.request(`${SITE}${path}`, { method: 'POST', body: new URLSearchParams(fields), headers });
}

async function pay(method: string, params: Partial<Stripe.PaymentIntentCreateParams> = {}): Promise<string> {
  const intent = await stripe.paymentIntents.create({
    amount: 2_400,
    currency: 'usd',
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    ...params,
  });
  await stripe.paymentIntents.confirm(intent.id, { payment_method: method }).catch((error: unknown) => {
    if (!(error instanceof Stripe.errors.StripeCardError)) throw error;
  });
  return intent.id;
}

const rows = (html: string): number => html.split('<tr id="row-').length - 1;

describe('the overview', () => {
  it('tells how to connect and what to do first', async () => {
    const html = await page('/');
    expect(html).toContain('Shop one');
    expect(html).toContain('pk_test_one');
    expect(html).toContain('sk_test_••••cret');
    expect(html).toContain('http://sandbox.test');
    expect(html).toContain('No payment yet');
  });

  it('counts, and lists the latest payments and the deliveries that failed', async () => {
    answer = 500;
    await stripe.webhookEndpoints.create({ url: hook('/down'), enabled_events: ['payment_intent.succeeded'] });
    const id = await pay('pm_card_visa');
    await sandbox.settled();
    const html = await page('/');
    expect(html).toContain(`/payments/${id}`);
    expect(html).toContain('payment_intent.succeeded');
    expect(html).toContain(hook('/down'));
    expect(html).toMatch(/Payments<\/span><strong>1</);
  });
});

describe('payments', () => {
  it('are filtered by where they stand', async () => {
    const paid = await pay('pm_card_visa');
    const failed = await pay('pm_card_visa_chargeDeclined');
    const disputed = await pay('pm_card_createDispute');
    const waiting = await pay('pm_card_threeDSecure2Required');
    for (const [status, id] of Object.entries({ succeeded: paid, failed, disputed, requires_action: waiting })) {
      const html = await page(`/payments?status=${status}`);
      expect(html, status).toContain(`row-${id}`);
      expect(rows(html), status).toBe(1);
    }
    expect(rows(await page('/payments'))).toBe(4);
  });

  it.each([
    ['its amount as written', '24.00'],
    ['its amount in minor units', '2400'],
    ['part of its e-mail address', 'JENNY@'],
    ['a value of its metadata', 'order_77'],
    ['a key and a value of its metadata', 'order_id:order_77'],
  ])('are found by %s', async (_, query) => {
    const wanted = await pay('pm_card_visa', {
      receipt_email: 'jenny@example.com',
      metadata: { order_id: 'order_77' },
    });
    await pay('pm_card_visa', { amount: 9_900, receipt_email: 'max@example.com', metadata: { order_id: 'order_12' } });
    const html = await page(`/payments?q=${encodeURIComponent(query)}`);
    expect(html).toContain(`row-${wanted}`);
    expect(rows(html)).toBe(1);
    expect(rows(await page(`/payments?q=${wanted}`))).toBe(1);
    expect(await page('/payments?q=nothing-like-it')).toContain('Nothing matches');
  });

  it('come page by page, newest first', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 27; count += 1) {
      ids.push((await stripe.paymentIntents.create({ amount: 500, currency: 'usd' })).id);
    }
    const first = await page('/payments');
    const second = await page('/payments?page=2');
    expect([rows(first), rows(second)]).toEqual([25, 2]);
    expect(first).toContain(`row-${ids[26]}`);
    expect(second).toContain(`row-${ids[0]}`);
    expect(first).toContain('1–25 of 27');
    expect(await page('/payments?page=99')).toBe(second.replaceAll('page=2', 'page=99'));
  });
});

describe('the page of a payment', () => {
  it('tells why it failed, and what was asked of the API', async () => {
    const id = await pay('pm_card_visa_chargeDeclinedLostCard');
    const html = await page(`/payments/${id}`);
    for (const said of ['lost_card', 'do_not_try_again', 'declined by network', 'score 12', 'Payment failed'])
      expect(html).toContain(said);
    expect(html).toContain(`/v1/payment_intents/${id}/confirm`);
    const logged = sandbox.control.requests.recent().find(({ path }) => path.endsWith('/confirm'));
    expect(html).toContain(`/requests/${logged?.id}`);
  });

  it('shows what its charge, fee and refund come to', async () => {
    const id = await pay('pm_card_visa');
    const html = await submit(`/payments/${id}/refund`, { amount: '4.00' });
    expect(html).toContain('$4.00 refunded');
    expect(html).toContain('Partly refunded');
    const [refund] = (await stripe.refunds.list({ payment_intent: id })).data;
    expect(refund?.amount).toBe(400);
    // 24.00 less the fee of 2.9 % and 0.30, less what was given back.
    expect(html).toContain('<strong><span class="money">$19.00');
  });

  it('refunds no more than there is, and says why', async () => {
    const id = await pay('pm_card_visa');
    expect(await submit(`/payments/${id}/refund`, { amount: '99.00' })).toContain('greater than unrefunded amount');
    expect(await submit(`/payments/${id}/refund`, { amount: '1.005' })).toContain('is no amount in USD');
    expect((await stripe.refunds.list({ payment_intent: id })).data).toEqual([]);
  });

  it('captures a part, cancels, and settles what is pending', async () => {
    const held = await pay('pm_card_visa', { capture_method: 'manual' });
    expect(await submit(`/payments/${held}/capture`, { amount: '10.00' })).toContain('$10.00 captured');
    expect((await stripe.paymentIntents.retrieve(held)).amount_received).toBe(1_000);

    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    await submit(`/payments/${open.id}/cancel`);
    expect((await stripe.paymentIntents.retrieve(open.id)).status).toBe('canceled');
    expect(await submit(`/payments/${open.id}/cancel`)).toContain('You cannot cancel this PaymentIntent');

    const slow = await pay('pm_card_pendingRefund');
    await submit(`/payments/${slow}/refund`, { amount: '24.00' });
    await submit(`/payments/${slow}/settle`);
    expect((await stripe.refunds.list({ payment_intent: slow })).data[0]?.status).toBe('succeeded');
  });

  it.each([
    ['authenticate', 'succeeded'],
    ['refuse', 'requires_payment_method'],
  ])('answers 3D Secure for the customer: %s', async (button, status) => {
    const id = await pay('pm_card_threeDSecure2Required');
    const opened = await sandbox.app.request(`${SITE}/payments/${id}/challenge`);
    expect(opened.headers.get('location')).toMatch(/^\/v3\/3ds\/payatt_3ds_\w+#key=pk_test_one&client_secret=pi_/);
    await submit(`/payments/${id}/${button}`);
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe(status);
    expect(await submit(`/payments/${id}/${button}`)).toContain('No 3D Secure challenge waits');
  });

  it.each([
    ['win', {}, 'won'],
    ['lose', {}, 'lost'],
    ['submit', { evidence: 'Here is the receipt.' }, 'under_review'],
  ])('ends a dispute: %s', async (button, fields, status) => {
    const id = await pay('pm_card_createDispute');
    await submit(`/payments/${id}/dispute/${button}`, fields);
    expect((await stripe.disputes.list({ payment_intent: id })).data[0]?.status).toBe(status);
  });
});

describe('customers', () => {
  it('are found, and show their cards and payments', async () => {
    const jenny = await stripe.customers.create({ name: 'Jenny Rosen', email: 'jenny@example.com' });
    const max = await stripe.customers.create({ name: 'Max Power' });
    await stripe.paymentMethods.attach('pm_card_mastercard', { customer: jenny.id });
    const payment = await pay('pm_card_visa', { customer: jenny.id });
    const list = await page('/customers?q=rosen');
    expect(list).toContain(jenny.id);
    expect(list).not.toContain(max.id);
    const html = await page(`/customers/${jenny.id}`);
    expect(html).toContain(`row-${payment}`);
    expect(html).toContain('4444');
    expect(await page(`/customers/${max.id}`)).toContain('No saved card');
  });
});

describe('events', () => {
  it('are filtered by type and show what they say', async () => {
    const id = await pay('pm_card_visa');
    const html = await page('/events?type=charge.succeeded');
    expect(rows(html)).toBe(1);
    const [event] = (await stripe.events.list({ type: 'payment_intent.succeeded' })).data;
    const detail = await page(`/events/${event?.id}`);
    expect(detail).toContain(`/payments/${id}`);
    expect(detail).toContain('There is no endpoint');
  });

  it('are sent again to one endpoint or to all, and the page tells what came of it', async () => {
    const one = await stripe.webhookEndpoints.create({ url: hook('/one'), enabled_events: ['customer.created'] });
    await stripe.webhookEndpoints.create({ url: hook('/two'), enabled_events: ['customer.created'] });
    await pay('pm_card_visa');
    await sandbox.settled();
    const [event] = (await stripe.events.list({ type: 'payment_intent.succeeded' })).data;
    expect(received).toEqual([]);
    const replayed = await submit(`/events/${event?.id}/replay`, { endpoint: one.id });
    expect(received).toEqual(['/one']);
    expect(replayed).toContain(`Sent again: ${hook('/one')} answered 200.`);
    answer = 503;
    const all = await submit(`/events/${event?.id}/replay`);
    expect(received.toSorted()).toEqual(['/one', '/one', '/two']);
    expect(all).toContain('answered 503');
    sandbox.control.webhooks.hold();
    expect(await submit(`/events/${event?.id}/replay`)).toContain('Kept back');
  });
});

describe('webhooks', () => {
  it('endpoints are added, switched off and taken away', async () => {
    expect(await submit('/webhooks/endpoints', { url: 'nowhere', enabled_events: '*' })).toContain('Invalid URL');
    await submit('/webhooks/endpoints', { url: hook('/new'), enabled_events: 'charge.succeeded, charge.failed' });
    const [endpoint] = (await stripe.webhookEndpoints.list()).data;
    expect(endpoint?.enabled_events).toEqual(['charge.succeeded', 'charge.failed']);
    await submit(`/webhooks/endpoints/${endpoint?.id}/disable`);
    expect((await stripe.webhookEndpoints.list()).data[0]?.status).toBe('disabled');
    await submit(`/webhooks/endpoints/${endpoint?.id}/delete`);
    expect((await stripe.webhookEndpoints.list()).data).toEqual([]);
  });

  it('deliveries are filtered by answer and lead to what was sent', async () => {
    await stripe.webhookEndpoints.create({ url: hook('/x'), enabled_events: ['payment_intent.succeeded'] });
    await pay('pm_card_visa');
    await sandbox.settled();
    const taken = await page('/webhooks?answer=taken');
    const [, id] = /delivery-(\d+)/.exec(taken) ?? [];
    expect(await page('/webhooks?answer=failed')).toContain('Nothing delivered');
    const html = await page(`/webhooks/deliveries/${id}`);
    expect(html).toContain(hook('/x'));
    expect(html).toContain('payment_intent.succeeded');
    expect(html).toContain('&lt;b&gt;heard&lt;/b&gt;');
    expect(html).toMatch(/t=\d+,v1=[0-9a-f]{64}/);
  });
});

describe('requests', () => {
  it('show parameters, answer and error, and never a card number', async () => {
    const card = { number: '4242424242424241', exp_month: 12, exp_year: 2040, cvc: '123' };
    await refusal(stripe.paymentMethods.create({ type: 'card', card }));
    await refusal(stripe.paymentIntents.create({ amount: 1, currency: 'usd' }));
    const failed = await page('/requests?answer=failed');
    expect(rows(failed)).toBe(2);
    expect(failed).not.toContain('4242424242424241');
    const request = sandbox.control.requests.recent().find(({ path }) => path === '/v1/payment_intents');
    const html = await page(`/requests/${request?.id}`);
    expect(html).toContain('code=amount_too_small');
    expect(html).toContain('param=amount');
    expect(html).toContain(request?.idempotencyKey ?? 'no key');
    for (const { id } of sandbox.control.requests.recent())
      expect(await page(`/requests/${id}`)).not.toContain('4242424242424241');
  });
});

it('the test cards are listed with what each does', async () => {
  const html = await page('/test-cards');
  expect(html).toContain('4000 0000 0000 9995');
  expect(html).toContain('insufficient_funds');
  expect(html).toContain('3782 822463 10005');
  expect(html).toContain('pm_card_createDispute');
});

describe('nothing that merchants or their customers say runs or breaks a page', () => {
  const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(2)></pre></details>`;
  const LIVE = /<script>alert|<img src=x|"'><script/;

  it('in names, telephone numbers, descriptions, metadata, searches and paths', async () => {
    const customer = await stripe.customers.create({
      name: HOSTILE,
      phone: '<img src=x>',
      metadata: { [HOSTILE.slice(0, 40)]: HOSTILE },
    });
    const payment = await pay('pm_card_visa', {
      customer: customer.id,
      description: HOSTILE,
      metadata: { [HOSTILE.slice(0, 40)]: HOSTILE },
    });
    await stripe.webhookEndpoints.create({
      url: `http://127.0.0.1:9/?${HOSTILE}`,
      enabled_events: ['customer.deleted'],
      description: HOSTILE,
    });
    const events = (await stripe.events.list({ limit: 100 })).data.map(({ id }) => `/events/${id}`);
    const requests = sandbox.control.requests.recent().map(({ id }) => `/requests/${id}`);
    const lists = ['/', '/payments', '/customers', '/events', '/webhooks', '/requests'];
    const searches = lists.slice(1).map((path) => `${path}?q=${encodeURIComponent(HOSTILE)}`);
    const details = [`/payments/${payment}`, `/customers/${customer.id}`, ...events, ...requests];
    for (const path of [...lists, ...searches, ...details]) expect(await page(path), path).not.toMatch(LIVE);
    const lost = await sandbox.app.request(`${SITE}/payments/${encodeURIComponent(HOSTILE)}`);
    expect(await lost.text()).not.toMatch(LIVE);
    expect(await page(`/payments/${payment}`)).toContain('&lt;script&gt;alert(1)');
  });

  it('and if it did, the headers would not let it', async () => {
    const { headers } = await sandbox.app.request(`${SITE}/payments`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-inline');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const html = await page('/payments');
    expect(html).not.toMatch(/ on\w+=|<style|style=|<script>/);
  });
});

describe('forms of other sites', () => {
  it.each([
    ['another origin', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['a site of the same registrable domain', { origin: 'http://other.sandbox.test', 'sec-fetch-site': 'same-site' }],
    ['an origin that hides itself', { origin: 'null' }],
    ['nobody known', {}],
  ])('are refused: %s', async (_, headers) => {
    const id = await pay('pm_card_visa');
    const { data } = await stripe.events.list({ limit: 1 });
    const paths = [
      `/payments/${id}/refund`,
      `/events/${data[0]?.id}/replay`,
      '/webhooks/endpoints',
      '/webhooks/endpoints/we_x/delete',
      '/_pages/preferences',
    ];
    for (const path of paths) {
      const response = await post(path, { amount: '1.00', url: hook('/evil'), enabled_events: '*' }, headers);
      expect(response.status, path).toBe(403);
    }
    expect((await stripe.refunds.list({ payment_intent: id })).data).toEqual([]);
    expect((await stripe.webhookEndpoints.list()).data).toEqual([]);
  });
});

describe('choices', () => {
  it('of an account keep its payments apart, while links to others still work', async () => {
    const mine = await pay('pm_card_visa');
    stripe = sdk('sk_test_twosecret');
    const theirs = await pay('pm_card_visa');
    const chosen = await post('/_pages/preferences', { account: 'acct_two', back: '/payments' }, { origin: SITE });
    expect(chosen.headers.get('location')).toBe('/payments');
    const cookie = chosen.headers.get('set-cookie')?.split(';')[0] ?? '';
    const html = await page('/payments', { cookie });
    expect(html).toContain(theirs);
    expect(html).not.toContain(mine);
    expect(await page(`/payments/${mine}`, { cookie })).toContain(mine);
  });

  it('of colours are kept', async () => {
    const chosen = await post('/_pages/preferences', { theme: 'dark', back: '/events' }, { origin: SITE });
    const cookie = chosen.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(await page('/', { cookie })).toContain('data-theme="dark"');
    expect(await page('/')).toContain('data-theme="system"');
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'never lead elsewhere: %s',
    async (back) => {
      const chosen = await post('/_pages/preferences', { theme: 'dark', back }, { origin: SITE });
      expect(chosen.headers.get('location')).toBe('/');
    },
  );
});

describe('what is not there', () => {
  it.each([
    '/nowhere',
    '/payments/pi_none',
    '/customers/cus_none',
    '/events/evt_none',
    '/requests/req_none',
    '/webhooks/deliveries/99',
    '/payments/pi_none/challenge',
  ])('is a page that says so: %s', async (path) => {
    const response = await sandbox.app.request(`${SITE}${path}`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('Not found');
  });

  it('stays Stripe’s JSON under /v1', async () => {
    const response = await sandbox.app.request(`${SITE}/v1/nowhere`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });
});
