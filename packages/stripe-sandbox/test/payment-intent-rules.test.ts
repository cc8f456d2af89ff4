import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_REDIRECTS, openSandbox, refusal, type TestSandbox, testClock } from './support/sandbox.ts';

const clock = testClock();
let test: TestSandbox;
let stripe: Stripe;
beforeAll(async () => {
  test = await openSandbox({ clock });
  stripe = test.stripe;
});
afterAll(() => test.close());

const make = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({ ...NO_REDIRECTS, amount: 2_000, currency: 'usd', ...params });
const paid = () => make({ payment_method: 'pm_card_visa', confirm: true });

describe('an intent that is paid', () => {
  it.each<[string, Stripe.PaymentIntentUpdateParams]>([
    ['amount', { amount: 100 }],
    ['currency', { currency: 'eur' }],
    ['payment_method', { payment_method: 'pm_card_visa' }],
    ['setup_future_usage', { setup_future_usage: 'off_session' }],
    ['statement_descriptor', { statement_descriptor: 'SHOP' }],
  ])('no longer lets its %s change', async (param, change) => {
    const { id } = await paid();
    expect(await refusal(stripe.paymentIntents.update(id, change))).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
      param,
      message: `This PaymentIntent's ${param} could not be updated because it has a status of succeeded. You may only update the ${param} of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.`,
      payment_intent: { id, status: 'succeeded' },
    });
  });

  it('still can be described', async () => {
    const { id } = await paid();
    const change = { description: 'A print', metadata: { order: '1' }, receipt_email: 'ada@example.com' };
    expect(await stripe.paymentIntents.update(id, change)).toMatchObject(change);
  });
});

describe('the customer of an intent', () => {
  it('can be named once', async () => {
    const [ada, grace] = [(await stripe.customers.create()).id, (await stripe.customers.create()).id];
    const { id } = await make();
    expect((await stripe.paymentIntents.update(id, { customer: ada })).customer).toBe(ada);
    expect(await refusal(stripe.paymentIntents.update(id, { customer: grace }))).toMatchObject({
      param: 'customer',
      message: expect.stringContaining('You cannot modify `customer` on a PaymentIntent once it already has been set'),
    });
    const other = await make();
    expect(await refusal(stripe.paymentIntents.update(other.id, { customer: 'cus_none' }))).toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
      param: 'customer',
    });
  });
});

describe('parameters that do not go together', () => {
  it.each<[string, Partial<Stripe.PaymentIntentCreateParams>]>([
    ['off_session', { off_session: true }],
    ['return_url', { return_url: 'https://shop.example' }],
    ['error_on_requires_action', { error_on_requires_action: true }],
    ['confirmation_token', { confirmation_token: 'ctoken_1' }],
  ])('%s needs confirm', async (param, params) => {
    expect(await refusal(make(params))).toMatchObject({
      param,
      message: `The parameter \`${param}\` cannot be passed when creating a PaymentIntent unless \`confirm\` is set to true.`,
    });
  });

  it('a customer who is away cannot agree to be there next time', async () => {
    const { id } = await make({ payment_method: 'pm_card_visa' });
    const confirm = stripe.paymentIntents.confirm(id, { off_session: true, setup_future_usage: 'on_session' });
    expect(await refusal(confirm)).toMatchObject({ statusCode: 400, param: 'setup_future_usage' });
  });
});

it('error_on_requires_action turns a challenge into a decline', async () => {
  const error = await refusal(
    stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      allowed_payment_method_types: ['card'],
      payment_method: 'pm_card_threeDSecure2Required',
      confirm: true,
      error_on_requires_action: true,
    }),
  );
  expect(error).toMatchObject({
    statusCode: 402,
    code: 'authentication_required',
    payment_intent: { status: 'requires_payment_method', next_action: null },
  });
});

it('what an amount is made of is kept, added to and taken away', async () => {
  const { id } = await make({ amount_details: { tax: { total_tax_amount: 100 }, discount_amount: 50 } });
  const added = await stripe.paymentIntents.update(id, { amount_details: { shipping: { amount: 300 } } });
  expect(added.amount_details).toEqual({
    discount_amount: 50,
    shipping: { amount: 300, from_postal_code: null, to_postal_code: null },
    tax: { total_tax_amount: 100 },
    tip: {},
  });
  expect((await stripe.paymentIntents.update(id, { amount_details: '' })).amount_details).toEqual({ tip: {} });
});

describe('charges', () => {
  it('are described, and say what was said before', async () => {
    const id = String((await paid()).latest_charge);
    const change = { description: 'A print', fraud_details: { user_report: 'safe' as const }, metadata: { a: '1' } };
    expect(await stripe.charges.update(id, change)).toMatchObject(change);
    const [event] = (await stripe.events.list({ type: 'charge.updated', limit: 1 })).data;
    expect(event?.data.previous_attributes).toEqual({
      description: null,
      fraud_details: { user_report: null },
      metadata: { a: null },
    });
  });

  it('are captured with their intent, once', async () => {
    const intent = await make({ payment_method: 'pm_card_visa', confirm: true, capture_method: 'manual' });
    const id = String(intent.latest_charge);
    expect(await stripe.charges.capture(id, { amount: 700 })).toMatchObject({ captured: true, amount_captured: 700 });
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      amount_received: 700,
    });
    expect(await refusal(stripe.charges.capture(id))).toMatchObject({ code: 'charge_already_captured' });
  });
});

describe('the tries to set a card up', () => {
  const attempts = async (setup_intent: string) => (await stripe.setupAttempts.list({ setup_intent })).data;

  it('are kept with what came of each', async () => {
    const { id } = await stripe.setupIntents.create(NO_REDIRECTS);
    await refusal(stripe.setupIntents.confirm(id, { payment_method: 'pm_card_visa_chargeDeclined' }));
    await stripe.setupIntents.confirm(id, { payment_method: 'pm_card_threeDSecure2Required' });
    await stripe.setupIntents.confirm(id, { payment_method: 'pm_card_visa' });
    const tries = await attempts(id);
    expect(
      tries.map(({ status, setup_error }) => [status, setup_error?.code, setup_error?.payment_method_type]),
    ).toEqual([
      ['succeeded', undefined, undefined],
      ['abandoned', undefined, undefined],
      ['failed', 'card_declined', 'card'],
    ]);
    const done = await stripe.setupIntents.retrieve(id, { expand: ['latest_attempt'] });
    expect(done.latest_attempt).toMatchObject({ id: tries[0]?.id, setup_intent: id, usage: 'off_session' });
    expect(await refusal(stripe.setupAttempts.list({ setup_intent: '' }))).toMatchObject({ statusCode: 400 });
  });

  it('leave a mandate when the customer agreed to one', async () => {
    const online = { ip_address: '127.0.0.1', user_agent: 'Browser' };
    const { mandate } = await stripe.setupIntents.create({
      ...NO_REDIRECTS,
      payment_method: 'pm_card_visa',
      confirm: true,
      mandate_data: { customer_acceptance: { type: 'online', online } },
    });
    expect(await stripe.mandates.retrieve(String(mandate))).toMatchObject({
      status: 'active',
      type: 'multi_use',
      customer_acceptance: { type: 'online', online },
    });
  });
});

it("a payment made with the customer's leave is charged by a mandate", async () => {
  const intent = await make({
    payment_method: 'pm_card_visa',
    confirm: true,
    mandate_data: { customer_acceptance: { type: 'offline' } },
    expand: ['latest_charge'],
  });
  const charge = Object(intent.latest_charge);
  const mandate = await stripe.mandates.retrieve(String(charge.payment_method_details.card.mandate));
  expect(mandate).toMatchObject({ payment_method: intent.payment_method, customer_acceptance: { type: 'offline' } });
});

it('a setup intent is changed while it is open', async () => {
  const customer = (await stripe.customers.create()).id;
  const { id } = await stripe.setupIntents.create({ ...NO_REDIRECTS, metadata: { a: '1' } });
  const changed = await stripe.setupIntents.update(id, {
    customer,
    payment_method: 'pm_card_visa',
    metadata: { b: '2' },
  });
  expect(changed).toMatchObject({ customer, status: 'requires_confirmation', metadata: { a: '1', b: '2' } });
  await stripe.setupIntents.confirm(id);
  expect(await refusal(stripe.setupIntents.update(id, { payment_method: 'pm_card_visa' }))).toMatchObject({
    code: 'setup_intent_unexpected_state',
  });
});

it.each([
  ['pm_card_createDispute', 'lost'],
  ['pm_card_createDisputeInquiry', 'warning_closed'],
])('a merchant who says nothing of %s in time: %s', async (card, status) => {
  const intent = await make({ payment_method: card, confirm: true });
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data;
  const id = String(dispute?.id);
  test.sandbox.control.settlePending();
  expect((await stripe.disputes.retrieve(id)).status).toBe(dispute?.status);
  clock.advance({ days: 7 });
  test.sandbox.control.settlePending();
  expect(await stripe.disputes.retrieve(id)).toMatchObject({ status, evidence_details: { past_due: true } });
  const [closed] = (await stripe.events.list({ type: 'charge.dispute.closed', limit: 1 })).data;
  expect(closed).toMatchObject({
    request: { id: null },
    data: { object: { id }, previous_attributes: { status: dispute?.status } },
  });
});
