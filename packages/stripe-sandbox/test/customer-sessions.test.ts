import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStripeSandbox, type RunningSandbox } from './support/checked-sandbox.ts';
import { NO_REDIRECTS } from './support/sandbox.ts';

let now = new Date('2026-11-24T12:00:00Z');
const sandbox = createStripeSandbox({ clock: { now: () => now } });
let running: RunningSandbox;
let stripe: Stripe;
let browser: Stripe;
beforeAll(async () => {
  running = await sandbox.listen();
  stripe = client('sk_test_flashstudio');
  browser = client('pk_test_flashstudio');
});
afterAll(async () => {
  await running.close();
  await sandbox.close();
});

const client = (key: string) =>
  new Stripe(key, { host: '127.0.0.1', port: running.port, protocol: 'http', maxNetworkRetries: 0 });

type Features = Stripe.CustomerSessionCreateParams.Components.PaymentElement.Features;

const sessionFor = (customer: string, features: Features = { payment_method_redisplay: 'enabled' }) =>
  stripe.customerSessions.create({ customer, components: { payment_element: { enabled: true, features } } });

/** A customer whose saved cards may be shown again, newest last. */
async function customerWith(...cards: string[]) {
  const customer = await stripe.customers.create();
  const methods: Stripe.PaymentMethod[] = [];
  for (const number of cards) {
    const method = await stripe.paymentMethods.create({
      type: 'card',
      card: { number, exp_month: 12, exp_year: 2034 },
      allow_redisplay: 'always',
    });
    methods.push(await stripe.paymentMethods.attach(method.id, { customer: customer.id }));
  }
  return { customer: customer.id, methods };
}

/** What an element asks for; the answer is the sandbox's own. */
async function elementsSession(params: Record<string, string>) {
  const answer = await fetch(`${running.url}/v1/elements/sessions?${new URLSearchParams(params)}`, {
    headers: { authorization: 'Bearer pk_test_flashstudio' },
  });
  return { status: answer.status, body: await answer.json() };
}

const deferred = { type: 'deferred_intent', 'deferred_intent[mode]': 'setup' };

async function shownCards(customerSession: string): Promise<string[]> {
  const { body } = await elementsSession({ ...deferred, customer_session_client_secret: customerSession });
  return body.customer.payment_methods.map((method: Stripe.PaymentMethod) => method.card?.last4);
}

describe('customer sessions', () => {
  it('open one component for half an hour and tell the rest is closed', async () => {
    const { customer } = await customerWith();
    const session = await stripe.customerSessions.create({
      customer,
      components: { payment_element: { enabled: true } },
    });
    expect(session).toMatchObject({
      object: 'customer_session',
      customer,
      components: {
        payment_element: {
          enabled: true,
          features: {
            payment_method_allow_redisplay_filters: ['always'],
            payment_method_redisplay: 'disabled',
            payment_method_redisplay_limit: 3,
            payment_method_remove: 'disabled',
            payment_method_save: 'disabled',
            payment_method_save_usage: null,
          },
        },
        customer_sheet: { enabled: false, features: null },
        pricing_table: { enabled: false },
      },
    });
    expect(session.expires_at - session.created).toBe(1_800);
  });

  it.each([
    ['customer', { customer: 'cus_nobody', components: { payment_element: { enabled: true } } }],
    ['components', { customer: '', components: { payment_element: { enabled: false } } }],
    [
      'components[payment_element][features][payment_method_redisplay_limit]',
      {
        customer: '',
        components: { payment_element: { enabled: true, features: { payment_method_redisplay_limit: 11 } } },
      },
    ],
  ])('are refused naming %s', async (param, params) => {
    const { customer } = await customerWith();
    const create = stripe.customerSessions.create({ ...params, customer: params.customer || customer });
    await expect(create).rejects.toMatchObject({ statusCode: 400, param });
  });

  it('cannot be made by a browser', async () => {
    const { customer } = await customerWith();
    const create = browser.customerSessions.create({ customer, components: { payment_element: { enabled: true } } });
    await expect(create).rejects.toMatchObject({ code: 'secret_key_required' });
  });
});

describe('an elements session', () => {
  it('tells what is paid', async () => {
    const intent = await stripe.paymentIntents.create({ amount: 2_000, currency: 'eur' });
    const { body } = await elementsSession({ type: 'payment_intent', client_secret: String(intent.client_secret) });
    expect(body).toMatchObject({ mode: 'payment', amount: 2_000, currency: 'eur', customer: null });
  });

  it('tells that a card is only kept', async () => {
    const intent = await stripe.setupIntents.create({ usage: 'on_session' });
    const { body } = await elementsSession({ type: 'setup_intent', client_secret: String(intent.client_secret) });
    expect(body).toMatchObject({ mode: 'setup', amount: null, setup_future_usage: 'on_session' });
  });

  it('is refused for an intent that is over, a wrong secret, and a currency that is missing', async () => {
    const paid = await stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    const over = await elementsSession({ type: 'payment_intent', client_secret: String(paid.client_secret) });
    expect(over).toMatchObject({ status: 400, body: { error: { code: 'payment_intent_unexpected_state' } } });
    const wrong = await elementsSession({ type: 'payment_intent', client_secret: `${paid.id}_secret_wrong` });
    expect(wrong).toMatchObject({ status: 400, body: { error: { param: 'client_secret' } } });
    const bare = await elementsSession({ type: 'deferred_intent', 'deferred_intent[mode]': 'payment' });
    expect(bare).toMatchObject({ status: 400, body: { error: { param: 'deferred_intent[currency]' } } });
  });

  it('shows saved cards newest first, each once, as many as the session says', async () => {
    const { customer } = await customerWith(
      '4242424242424242',
      '5555555555554444',
      '378282246310005',
      '4242424242424242',
    );
    const session = await sessionFor(customer);
    expect(await shownCards(session.client_secret)).toEqual(['4242', '0005', '4444']);
    const two = await sessionFor(customer, { payment_method_redisplay: 'enabled', payment_method_redisplay_limit: 2 });
    expect(await shownCards(two.client_secret)).toEqual(['4242', '0005']);
    expect(await shownCards((await sessionFor(customer, {})).client_secret)).toEqual([]);
  });

  it('shows a card only as far as its owner agreed', async () => {
    const { customer } = await customerWith('4242424242424242');
    await stripe.paymentMethods.attach('pm_card_mastercard', { customer });
    expect(await shownCards((await sessionFor(customer)).client_secret)).toEqual(['4242']);
    const all = await sessionFor(customer, {
      payment_method_redisplay: 'enabled',
      payment_method_allow_redisplay_filters: ['always', 'unspecified'],
    });
    expect(await shownCards(all.client_secret)).toEqual(['4444', '4242']);
  });

  it('ends with the customer session', async () => {
    const { customer } = await customerWith('4242424242424242');
    const session = await sessionFor(customer);
    now = new Date(now.getTime() + 1_799_000);
    expect(await shownCards(session.client_secret)).toEqual(['4242']);
    now = new Date(now.getTime() + 1_000);
    const late = await elementsSession({ ...deferred, customer_session_client_secret: session.client_secret });
    expect(late).toMatchObject({ status: 400, body: { error: { param: 'customer_session_client_secret' } } });
  });
});

describe("a customer's browser", () => {
  const post = (path: string, params: Record<string, string>) =>
    fetch(`${running.url}/v1/${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer pk_test_flashstudio' },
      body: new URLSearchParams(params),
    });

  /** A token as the Payment Element makes it of a saved card. */
  const tokenOf = (payment_method: string, customerSession?: string) =>
    post('confirmation_tokens', {
      payment_method,
      ...(customerSession === undefined ? {} : { customer_session_client_secret: customerSession }),
    });

  it('pays with its own saved card and with no other', async () => {
    const mine = await customerWith('4242424242424242');
    const other = await customerWith('5555555555554444');
    const session = await sessionFor(mine.customer);
    const card = String(mine.methods[0]?.id);
    const foreign = String(other.methods[0]?.id);
    expect((await tokenOf(card)).status).toBe(400);
    expect((await tokenOf(foreign, session.client_secret)).status).toBe(400);
    const made = await tokenOf(card, session.client_secret);
    expect(made.status).toBe(200);
    const token: Stripe.ConfirmationToken = await made.json();
    const paid = await stripe.paymentIntents.create({
      ...NO_REDIRECTS,
      amount: 2_000,
      currency: 'usd',
      customer: mine.customer,
      confirmation_token: token.id,
      confirm: true,
    });
    expect(paid).toMatchObject({ status: 'succeeded', payment_method: card });
  });

  it("confirms an intent only with a card of the intent's customer", async () => {
    const mine = await customerWith('4242424242424242');
    const other = await customerWith('5555555555554444');
    const intent = await stripe.paymentIntents.create({
      ...NO_REDIRECTS,
      amount: 2_000,
      currency: 'usd',
      customer: mine.customer,
    });
    const secret = { client_secret: String(intent.client_secret) };
    const foreign = browser.paymentIntents.confirm(intent.id, {
      ...secret,
      payment_method: String(other.methods[0]?.id),
    });
    await expect(foreign).rejects.toMatchObject({ code: 'resource_missing', param: 'payment_method' });
    const setup = await stripe.setupIntents.create({ ...NO_REDIRECTS, customer: mine.customer });
    const wrongSetup = await post(`setup_intents/${setup.id}/confirm`, {
      client_secret: String(setup.client_secret),
      payment_method: String(other.methods[0]?.id),
    });
    expect(await wrongSetup.json()).toMatchObject({ error: { code: 'resource_missing', param: 'payment_method' } });
    const own = await browser.paymentIntents.confirm(intent.id, {
      ...secret,
      payment_method: String(mine.methods[0]?.id),
    });
    expect(own.status).toBe('succeeded');
  });

  it('removes a saved card only where the session allows it', async () => {
    const { customer, methods } = await customerWith('4242424242424242');
    const remove = (customerSession: string) =>
      post(`elements/payment_methods/${methods[0]?.id}/detach`, { customer_session_client_secret: customerSession });
    expect((await remove((await sessionFor(customer)).client_secret)).status).toBe(400);
    const { customer: stranger } = await customerWith();
    const features: Features = { payment_method_redisplay: 'enabled', payment_method_remove: 'enabled' };
    expect((await remove((await sessionFor(stranger, features)).client_secret)).status).toBe(400);
    expect((await remove((await sessionFor(customer, features)).client_secret)).status).toBe(200);
    expect((await stripe.paymentMethods.list({ customer })).data).toEqual([]);
  });

  it("leaves a card for later with the token's own words, and says where goods go", async () => {
    const { customer } = await customerWith();
    const made = await post('confirmation_tokens', {
      'payment_method_data[type]': 'card',
      'payment_method_data[card][number]': '4242424242424242',
      'payment_method_data[card][exp_month]': '12',
      'payment_method_data[card][exp_year]': '2034',
      'payment_method_data[allow_redisplay]': 'always',
      setup_future_usage: 'off_session',
      'shipping[name]': 'Ada Lovelace',
      'shipping[address][city]': 'London',
    });
    const token: Stripe.ConfirmationToken = await made.json();
    const paid = await stripe.paymentIntents.create({
      ...NO_REDIRECTS,
      amount: 2_000,
      currency: 'usd',
      customer,
      confirmation_token: token.id,
      confirm: true,
    });
    expect(paid).toMatchObject({
      setup_future_usage: 'off_session',
      shipping: { name: 'Ada Lovelace', address: { city: 'London', postal_code: null }, carrier: null },
    });
    expect(await shownCards((await sessionFor(customer)).client_secret)).toEqual(['4242']);
  });
});
