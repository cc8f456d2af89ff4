import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_REDIRECTS, openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';

let world: TestSandbox;
let stripe: Stripe;
beforeAll(async () => {
  world = await openSandbox();
  stripe = world.stripe;
});
afterAll(() => world.close());

const order = { amount: 2_000, currency: 'usd', payment_method: 'pm_card_visa' };
const return_url = 'https://shop.test/back';
const newest = async () => (await stripe.events.list({ limit: 1 })).data[0]?.id;

describe('a payment whose methods the Dashboard chooses', () => {
  it('is not confirmed without a return_url, and nothing is done', async () => {
    const { id } = await stripe.paymentIntents.create(order);
    const before = await newest();
    const error = await refusal(stripe.paymentIntents.confirm(id));
    expect(error).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError', param: 'return_url' });
    expect(error.message).toMatch(
      /^This PaymentIntent is configured to accept payment methods .* provide a `return_url`/,
    );
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'requires_confirmation',
      latest_charge: null,
    });
    expect(await newest()).toBe(before);
  });

  it('is not even made when it is to be confirmed at once without one', async () => {
    const before = await newest();
    expect(await refusal(stripe.paymentIntents.create({ ...order, confirm: true }))).toMatchObject({
      param: 'return_url',
    });
    expect(await newest()).toBe(before);
  });

  it.each<[string, () => Promise<Stripe.PaymentIntent>]>([
    ['one is given', () => stripe.paymentIntents.create({ ...order, confirm: true, return_url })],
    ['redirects are ruled out', () => stripe.paymentIntents.create({ ...order, ...NO_REDIRECTS, confirm: true })],
    ['its customer is away', () => stripe.paymentIntents.create({ ...order, confirm: true, off_session: true })],
    [
      'its methods are listed',
      () => stripe.paymentIntents.create({ ...order, confirm: true, allowed_payment_method_types: ['card'] }),
    ],
    [
      'the confirmation token carries one',
      async () => {
        const { payment_method, ...rest } = order;
        const token = await stripe.testHelpers.confirmationTokens.create({ payment_method, return_url });
        return stripe.paymentIntents.create({ ...rest, confirm: true, confirmation_token: token.id });
      },
    ],
  ])('is confirmed when %s', async (_, send) => {
    expect((await send()).status).toBe('succeeded');
  });

  it('leaves a confirmation token good when it was refused for want of one', async () => {
    const { payment_method, ...rest } = order;
    const token = await stripe.testHelpers.confirmationTokens.create({ payment_method });
    const { id } = await stripe.paymentIntents.create(rest);
    await refusal(stripe.paymentIntents.confirm(id, { confirmation_token: token.id }));
    const paid = await stripe.paymentIntents.confirm(id, { confirmation_token: token.id, return_url });
    expect(paid.status).toBe('succeeded');
  });

  it.each([
    ['the Dashboard', {}],
    ['the Dashboard, redirects ruled out', NO_REDIRECTS],
  ])('takes no error_on_requires_action with %s', async (_, methods) => {
    const error = await refusal(
      stripe.paymentIntents.create({ ...order, ...methods, confirm: true, error_on_requires_action: true, return_url }),
    );
    expect(error).toMatchObject({ statusCode: 400, param: 'error_on_requires_action' });
    expect(error.message).toMatch(
      /^The `error_on_requires_action` parameter can't be used with PaymentIntents which use/,
    );
  });

  it('names its confirmation method or asks the Dashboard, not both', async () => {
    const both = { ...order, ...NO_REDIRECTS, confirmation_method: 'automatic' as const };
    expect(await refusal(stripe.paymentIntents.create(both))).toMatchObject({
      statusCode: 400,
      param: 'automatic_payment_methods',
      message: 'You may only specify one of these parameters: automatic_payment_methods, confirmation_method.',
    });
    expect(await stripe.paymentIntents.create({ ...order, confirmation_method: 'automatic' })).toMatchObject({
      confirmation_method: 'automatic',
    });
  });

  it('is not confirmed by hand in the sandbox, which says so', async () => {
    const error = await refusal(stripe.paymentIntents.create({ ...order, confirmation_method: 'manual' }));
    expect(error.message).toBe('The sandbox does not support confirmation_method=manual, which Stripe takes here.');
  });
});

describe('a setup whose methods the Dashboard chooses', () => {
  const card = { payment_method: 'pm_card_visa' };

  it('is neither made and confirmed nor confirmed without a return_url', async () => {
    const before = await newest();
    expect(await refusal(stripe.setupIntents.create({ ...card, confirm: true }))).toMatchObject({
      statusCode: 400,
      code: 'setup_intent_invalid_parameter',
      param: 'return_url',
      message: expect.stringMatching(/^This SetupIntent is configured to accept payment methods/),
    });
    expect(await newest()).toBe(before);
    const { id } = await stripe.setupIntents.create(card);
    await refusal(stripe.setupIntents.confirm(id));
    expect(await stripe.setupIntents.retrieve(id)).toMatchObject({
      status: 'requires_confirmation',
      latest_attempt: null,
    });
    expect((await stripe.setupIntents.confirm(id, { return_url })).status).toBe('succeeded');
  });

  it('needs none when redirects are ruled out', async () => {
    const setup = await stripe.setupIntents.create({ ...card, ...NO_REDIRECTS, confirm: true });
    expect(setup.status).toBe('succeeded');
  });
});
