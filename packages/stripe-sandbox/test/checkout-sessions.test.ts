import fc from 'fast-check';
import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_KEY, openSandbox, refusal, type TestSandbox, testClock } from './support/sandbox.ts';

type CreateParams = Stripe.Checkout.SessionCreateParams;

const clock = testClock();
let open: TestSandbox;
let stripe: Stripe;
let shirt: Stripe.Price;

beforeAll(async () => {
  open = await openSandbox({ clock });
  stripe = open.stripe;
  const product = await stripe.products.create({ name: 'Linen shirt', description: 'Undyed' });
  shirt = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 4_500 });
});
afterAll(() => open.close());

const urls = {
  success_url: 'https://shop.example/done?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'https://shop.example/cart',
};
const create = (params: Partial<CreateParams> = {}, options?: Stripe.RequestOptions) =>
  stripe.checkout.sessions.create(
    { mode: 'payment', line_items: [{ price: shirt.id, quantity: 2 }], ...urls, ...params },
    options,
  );
const inline = (unit_amount: number, currency = 'usd', name = 'Postcard') => ({
  price_data: { currency, unit_amount, product_data: { name } },
  quantity: 1,
});

/** Pays as the page does, with the secret that travels in its address. */
function confirm(session: Stripe.Checkout.Session, params: Record<string, string>) {
  const secret = new URLSearchParams(new URL(session.url ?? '').hash.slice(1)).get('client_secret') ?? '';
  return open.raw('POST', `/v1/payment_pages/${session.id}/confirm`, {
    key: BROWSER_KEY,
    body: new URLSearchParams({ client_secret: secret, email: 'ada@example.com', ...params }).toString(),
  });
}

async function eventsAbout(...ids: string[]): Promise<string[]> {
  const { data } = await stripe.events.list({ limit: 100 });
  return data
    .filter(({ data: { object } }) => ids.some((id) => JSON.stringify(object).includes(id)))
    .map(({ type }) => type)
    .reverse();
}

describe('opening a session', () => {
  it('totals the lines, and makes no intent before the customer pays', async () => {
    const session = await create({
      line_items: [{ price: shirt.id, quantity: 2 }, inline(250)],
      client_reference_id: 'cart-7',
      metadata: { cart: '7' },
    });
    expect(session).toMatchObject({
      object: 'checkout.session',
      amount_subtotal: 9_250,
      amount_total: 9_250,
      client_reference_id: 'cart-7',
      currency: 'usd',
      customer_creation: 'if_required',
      expires_at: session.created + 24 * 60 * 60,
      metadata: { cart: '7' },
      payment_intent: null,
      payment_status: 'unpaid',
      status: 'open',
      total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
      ui_mode: 'hosted_page',
    });
    expect(session.id).toMatch(/^cs_test_\w{58}$/);
    expect(session.url).toContain(`${open.url}/c/pay/${session.id}#`);
    expect(session).not.toHaveProperty('line_items');
  });

  it('shows its lines when asked, in a page of their own or in the session', async () => {
    const session = await create({ line_items: [{ price: shirt.id, quantity: 2 }, inline(250)] });
    const first = await stripe.checkout.sessions.listLineItems(session.id, { limit: 1 });
    expect(first).toMatchObject({
      has_more: true,
      data: [{ object: 'item', description: 'Linen shirt', quantity: 2, amount_total: 9_000, price: { id: shirt.id } }],
    });
    const all = await stripe.checkout.sessions.listLineItems(session.id).autoPagingToArray({ limit: 10 });
    expect(all.map(({ description }) => description)).toEqual(['Linen shirt', 'Postcard']);
    const expanded = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['line_items', 'line_items.data.price.product'],
    });
    expect(expanded.line_items?.data[1]?.price).toMatchObject({ active: false, product: { name: 'Postcard' } });
    const created = await create({ expand: ['line_items'] });
    expect(created.line_items?.data).toHaveLength(1);
  });

  it.each([
    ['jpy', 1_200, 3_600],
    ['kwd', 12_340, 37_020],
  ])('keeps %s in its own minor units', async (currency, unit_amount, total) => {
    const line = { ...inline(unit_amount, currency), quantity: 3 };
    expect(await create({ line_items: [line] })).toMatchObject({ currency, amount_total: total });
  });

  it('totals any order as the sum of its lines, and charges that', async () => {
    const lines = fc.array(fc.record({ unit_amount: fc.nat(50_000), quantity: fc.integer({ min: 1, max: 20 }) }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(lines, async (ordered) => {
        const total = ordered.reduce((sum, { unit_amount, quantity }) => sum + unit_amount * quantity, 0);
        fc.pre(total === 0 || total >= 50);
        const line_items = ordered.map(({ unit_amount, quantity }) => ({ ...inline(unit_amount), quantity }));
        const session = await create({ line_items, expand: ['line_items'] });
        const parts = session.line_items?.data.map(({ amount_total }) => amount_total) ?? [];
        expect(parts).toEqual(ordered.map(({ unit_amount, quantity }) => unit_amount * quantity));
        expect(session).toMatchObject({ amount_subtotal: total, amount_total: total });
        await confirm(session, { payment_method: 'pm_card_visa' });
        const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
        const received = after.payment_intent === null ? 0 : Object(after.payment_intent).amount_received;
        expect(received).toBe(total);
      }),
      { numRuns: 25 },
    );
  });

  it('takes a list of payment method types from an older version, if cards are among them', async () => {
    const older = { apiVersion: '2026-08-26.dahlia' };
    const listed = (...types: string[]) => {
      const params: Partial<CreateParams> & Record<string, unknown> = { payment_method_types: types };
      return create(params, older);
    };
    expect((await listed('card', 'ideal')).payment_method_types).toEqual(['card']);
    expect(await refusal(listed('ideal'))).toMatchObject({ statusCode: 400, param: 'payment_method_types' });
    expect(await refusal(listed('card', 'shell'))).toMatchObject({ param: 'payment_method_types[1]' });
  });

  it('is made once per idempotency key', async () => {
    const first = await create({}, { idempotencyKey: 'open-once' });
    const second = await create({}, { idempotencyKey: 'open-once' });
    expect(second.id).toBe(first.id);
  });

  it('knows the customer it was given', async () => {
    const customer = await stripe.customers.create({ email: 'grace@example.com' });
    const session = await create({ customer: customer.id });
    expect(session).toMatchObject({
      customer: customer.id,
      customer_creation: null,
      customer_details: { email: 'grace@example.com' },
    });
    const { data } = await stripe.checkout.sessions.list({ customer: customer.id });
    expect(data.map(({ id }) => id)).toEqual([session.id]);
    const later = { customer: customer.id, created: { gt: session.created } };
    expect((await stripe.checkout.sessions.list(later)).data).toEqual([]);
  });

  it('makes nothing when one line is refused', async () => {
    const before = (await stripe.products.list({ limit: 100 })).data.length;
    await refusal(create({ line_items: [inline(250), { price: 'price_none', quantity: 1 }] }));
    expect((await stripe.products.list({ limit: 100 })).data).toHaveLength(before);
  });

  const line = (change: object) => ({ line_items: [{ price: shirt.id, quantity: 1, ...change }] });
  it.each<[string, () => Partial<CreateParams> & Record<string, unknown>, string, string?]>([
    ['subscriptions', () => ({ mode: 'subscription' }), 'mode'],
    ['another user interface', () => ({ ui_mode: 'embedded_page' }), 'ui_mode'],
    ['no lines', () => ({ line_items: [] }), 'line_items', 'parameter_missing'],
    ['no quantity', () => ({ line_items: [{ price: shirt.id }] }), 'line_items[0][quantity]', 'parameter_missing'],
    ['a quantity of nothing', () => line({ quantity: 0 }), 'line_items[0][quantity]'],
    ['an unknown price', () => line({ price: 'price_none' }), 'line_items[0][price]', 'resource_missing'],
    ['a price and its data', () => line({ price_data: inline(250).price_data }), 'line_items[0]'],
    ['a second currency', () => ({ line_items: [inline(250), inline(250, 'eur')] }), 'line_items[1]'],
    ['a currency that is not the prices', () => ({ currency: 'eur' }), 'line_items[0]'],
    ['a negative amount', () => ({ line_items: [inline(-1)] }), 'line_items[0][price_data][unit_amount]'],
    ['too small a total', () => ({ line_items: [inline(49)] }), 'line_items', 'amount_too_small'],
    ['an unknown customer', () => ({ customer: 'cus_none' }), 'customer', 'resource_missing'],
    ['a customer and an e-mail address', () => ({ customer: 'cus_none', customer_email: 'a@b.co' }), 'customer'],
    ['no e-mail address', () => ({ customer_email: 'ada' }), 'customer_email', 'email_invalid'],
    ['no place to return to', () => ({ success_url: '/done' }), 'success_url', 'url_invalid'],
    ['a script to return to', () => ({ cancel_url: 'javascript:alert(1)' }), 'cancel_url', 'url_invalid'],
    ['setup data of a payment', () => ({ setup_intent_data: { description: 'x' } }), 'setup_intent_data'],
    ['no card', () => ({ allowed_payment_method_types: ['ideal'] }), 'allowed_payment_method_types'],
    ['an unknown type', () => ({ allowed_payment_method_types: ['shell'] }), 'allowed_payment_method_types[0]'],
    [
      'a list of types, as no version takes it any more',
      () => ({ payment_method_types: ['card'] }),
      'payment_method_types',
      'payment_method_types_no_longer_supported',
    ],
    ['what the sandbox does not do', () => ({ allow_promotion_codes: true }), 'allow_promotion_codes'],
    ['too early an end', () => ({ expires_at: clock.now().getTime() / 1_000 + 1_799 }), 'expires_at'],
    ['too late an end', () => ({ expires_at: clock.now().getTime() / 1_000 + 86_401 }), 'expires_at'],
  ])('refuses %s', async (_, params, param, code) => {
    const error = await refusal(create(params()));
    expect(error).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError', param });
    if (code !== undefined) expect(error.code).toBe(code);
  });

  it('refuses recurring and inactive prices', async () => {
    const product = await stripe.products.create({ name: 'Club' });
    const monthly = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 900,
      recurring: { interval: 'month' },
    });
    const recurring = await refusal(create({ line_items: [{ price: monthly.id, quantity: 1 }] }));
    expect(recurring).toMatchObject({ param: 'line_items[0][price]', message: expect.stringContaining('recurring') });
    const gone = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 900, active: false });
    const inactive = await refusal(create({ line_items: [{ price: gone.id, quantity: 1 }] }));
    expect(inactive.message).toContain('inactive');
  });
});

describe('paying', () => {
  it('makes the intent as told, and completes the session after it', async () => {
    const session = await create({
      customer_creation: 'always',
      payment_intent_data: {
        description: 'Order 7',
        metadata: { order: '7' },
        receipt_email: 'books@example.com',
        setup_future_usage: 'off_session',
      },
    });
    const paid = await confirm(session, { payment_method: 'pm_card_visa', expected_amount: '9000' });
    expect(paid).toMatchObject({
      status: 200,
      body: { status: 'complete', success_url: `https://shop.example/done?session=${session.id}` },
    });
    const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent', 'customer'] });
    expect(after).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      url: null,
      customer: { email: 'ada@example.com' },
      customer_details: { email: 'ada@example.com' },
      payment_intent: {
        amount: 9_000,
        description: 'Order 7',
        metadata: { order: '7' },
        receipt_email: 'books@example.com',
        status: 'succeeded',
      },
    });
    const { id: customer } = Object(after.customer);
    const saved = await stripe.paymentMethods.list({ customer });
    expect(saved.data).toHaveLength(1);
    const { id: intent } = Object(after.payment_intent);
    expect(await eventsAbout(session.id, intent, customer)).toEqual([
      'customer.created',
      'payment_intent.created',
      'payment_method.attached',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
      'checkout.session.completed',
    ]);
    const found = await stripe.checkout.sessions.list({ payment_intent: intent, status: 'complete' });
    expect(found.data.map(({ id }) => id)).toEqual([session.id]);
  });

  it('declines leave the session open, and the next try takes the same intent', async () => {
    const session = await create();
    const declined = await confirm(session, { payment_method: 'pm_card_visa_chargeDeclinedInsufficientFunds' });
    expect(declined).toMatchObject({ status: 402, body: { error: { decline_code: 'insufficient_funds' } } });
    const tried = await stripe.checkout.sessions.retrieve(session.id);
    expect(tried).toMatchObject({ status: 'open', payment_status: 'unpaid' });
    await confirm(session, { payment_method: 'pm_card_visa' });
    const after = await stripe.checkout.sessions.retrieve(session.id);
    expect(after).toMatchObject({ payment_status: 'paid', payment_intent: tried.payment_intent });
    expect(await eventsAbout(session.id, String(after.payment_intent))).toEqual([
      'payment_intent.created',
      'charge.failed',
      'payment_intent.payment_failed',
      'charge.succeeded',
      'payment_intent.succeeded',
      'charge.updated',
      'checkout.session.completed',
    ]);
  });

  it('is done once however often it is asked for', async () => {
    const session = await create();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => confirm(session, { payment_method: 'pm_card_visa' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
    const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id);
    expect((await stripe.charges.list({ payment_intent: String(payment_intent) })).data).toHaveLength(1);
  });

  it.each([
    ['complete', 'complete', 'paid'],
    ['fail', 'open', 'unpaid'],
  ])('waits for the bank: %s leaves it %s', async (verdict, status, payment_status) => {
    const session = await create();
    const asked = await confirm(session, { payment_method: 'pm_card_threeDSecure2Required' });
    expect(asked.body).toMatchObject({ status: 'open', payment_intent: { status: 'requires_action' } });
    const intent = Object(asked.body['payment_intent']);
    await open.raw('POST', `/v1/3ds2/${intent.next_action.use_stripe_sdk.source}/${verdict}`, {
      key: BROWSER_KEY,
      body: new URLSearchParams({ client_secret: intent.client_secret }).toString(),
    });
    const email = status === 'complete' ? { customer_details: { email: 'ada@example.com' } } : {};
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status, payment_status, ...email });
  });

  it('authorises when told to, and is paid when captured', async () => {
    const session = await create({ payment_intent_data: { capture_method: 'manual' } });
    await confirm(session, { payment_method: 'pm_card_visa' });
    const authorised = await stripe.checkout.sessions.retrieve(session.id);
    expect(authorised).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
    await stripe.paymentIntents.capture(String(authorised.payment_intent));
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status: 'paid' });
  });

  it.each([
    ['succeeded', 'paid'],
    ['failed', 'unpaid'],
  ] as const)(
    'completes while the bank still works on it, and tells when that has %s',
    async (outcome, payment_status) => {
      open.sandbox.control.settlement.later({ outcome });
      const session = await create();
      await confirm(session, { payment_method: 'pm_card_visa' });
      open.sandbox.control.settlement.atOnce();
      const waiting = await stripe.checkout.sessions.retrieve(session.id);
      expect(waiting).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
      open.sandbox.control.settlePending();
      expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'complete', payment_status });
      expect((await eventsAbout(session.id)).filter((type) => type.startsWith('checkout.'))).toEqual([
        'checkout.session.completed',
        `checkout.session.async_payment_${outcome}`,
      ]);
    },
  );

  it('needs no card for an order that costs nothing', async () => {
    const session = await create({ line_items: [inline(0)] });
    await confirm(session, {});
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'complete',
      payment_status: 'no_payment_required',
      payment_intent: null,
      customer_details: { email: 'ada@example.com' },
    });
  });

  it.each([
    ['another session’s secret', { client_secret: 'cs_test_other_secret_other' }, 'client_secret'],
    ['another amount than was shown', { expected_amount: '1' }, 'expected_amount'],
    ['no e-mail address', { email: 'ada' }, 'email'],
    ['an amount of the browser’s', { amount: '1' }, 'amount'],
  ])('is refused with %s', async (_, params, param) => {
    const answer = await confirm(await create(), { payment_method: 'pm_card_visa', ...params });
    expect(answer).toMatchObject({ status: 400, body: { error: { param } } });
  });

  it('leaves an intent to its session while that is open', async () => {
    const session = await create();
    await confirm(session, { payment_method: 'pm_card_visa_chargeDeclined' });
    const intent = String((await stripe.checkout.sessions.retrieve(session.id)).payment_intent);
    const confirming = await refusal(stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa' }));
    expect(confirming.code).toBe('payment_intent_unexpected_state');
    const canceling = await refusal(stripe.paymentIntents.cancel(intent));
    expect(canceling.message).toContain('Expire the Checkout Session');
  });

  it('never takes a card that another customer has saved, from a browser', async () => {
    const customer = await stripe.customers.create();
    const method = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
    const answer = await confirm(await create(), { payment_method: method.id });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'resource_missing' } } });
  });
});

describe('setting up', () => {
  it('keeps the card with the customer', async () => {
    const customer = await stripe.customers.create({ email: 'grace@example.com' });
    const session = await stripe.checkout.sessions.create({
      mode: 'setup',
      currency: 'usd',
      customer: customer.id,
      setup_intent_data: { metadata: { plan: 'pro' } },
      ...urls,
    });
    expect(session).toMatchObject({ amount_total: null, payment_status: 'no_payment_required', total_details: null });
    await confirm(session, { payment_method: 'pm_card_visa' });
    const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent'] });
    expect(after).toMatchObject({
      status: 'complete',
      setup_intent: { status: 'succeeded', customer: customer.id, metadata: { plan: 'pro' } },
    });
    expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toHaveLength(1);
    expect(await eventsAbout(session.id, String(Object(after.setup_intent).id))).toEqual([
      'setup_intent.created',
      'setup_intent.succeeded',
      'checkout.session.completed',
    ]);
  });

  it('needs a currency, and takes no lines', async () => {
    const bare = await refusal(stripe.checkout.sessions.create({ mode: 'setup', ...urls }));
    expect(bare).toMatchObject({ code: 'parameter_missing', param: 'currency' });
    const lines = await refusal(create({ mode: 'setup', currency: 'usd' }));
    expect(lines.param).toBe('line_items');
  });
});

describe('ending', () => {
  it('by the merchant cancels what was begun', async () => {
    const session = await create();
    await confirm(session, { payment_method: 'pm_card_visa_chargeDeclined' });
    const expired = await stripe.checkout.sessions.expire(session.id);
    expect(expired).toMatchObject({ status: 'expired', url: null, payment_status: 'unpaid' });
    const intent = await stripe.paymentIntents.retrieve(String(expired.payment_intent));
    expect(intent.status).toBe('canceled');
    expect((await eventsAbout(session.id, intent.id)).slice(-2)).toEqual([
      'payment_intent.canceled',
      'checkout.session.expired',
    ]);
    const again = await refusal(stripe.checkout.sessions.expire(session.id));
    expect(again.message).toContain('has a status of `expired`');
    const late = await confirm(session, { payment_method: 'pm_card_visa' });
    expect(late.status).toBe(400);
  });

  it('by the clock happens at the moment it was due', async () => {
    const session = await create({ expires_at: Math.floor(clock.now().getTime() / 1_000) + 1_800 });
    clock.advance({ seconds: 1_799 });
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
    clock.advance({ hours: 1 });
    const { data } = await stripe.events.list({ type: 'checkout.session.expired', limit: 1 });
    expect(data[0]).toMatchObject({ created: session.expires_at, data: { object: { id: session.id } } });
    expect((await stripe.checkout.sessions.list({ status: 'expired' })).data[0]?.id).toBe(session.id);
  });

  it('a complete session never expires', async () => {
    const session = await create();
    await confirm(session, { payment_method: 'pm_card_visa' });
    clock.advance({ days: 2 });
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('complete');
    const error = await refusal(stripe.checkout.sessions.expire(session.id));
    expect(error.message).toContain('has a status of `complete`');
  });
});

it('metadata is merged, and nothing else may be changed', async () => {
  const session = await create({ metadata: { a: '1', b: '2' } });
  const updated = await stripe.checkout.sessions.update(session.id, { metadata: { a: '', c: '3' } });
  expect(updated.metadata).toEqual({ b: '2', c: '3' });
  const error = await refusal(stripe.checkout.sessions.update(session.id, { line_items: [{ id: 'li_none' }] }));
  expect(error).toMatchObject({ statusCode: 400, param: 'line_items' });
});

it('an unknown session is told as Stripe tells it', async () => {
  const error = await refusal(stripe.checkout.sessions.retrieve('cs_test_none'));
  expect(error).toMatchObject({ statusCode: 404, code: 'resource_missing' });
});
