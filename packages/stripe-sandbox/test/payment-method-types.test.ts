import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';

let world: TestSandbox;
let stripe: Stripe;
beforeAll(async () => {
  world = await openSandbox();
  stripe = world.stripe;
});
afterAll(() => world.close());

type MethodType = Stripe.PaymentIntentCreateParams.AllowedPaymentMethodType;
const euros = { amount: 2_000, currency: 'eur' };
const dollars = { amount: 2_000, currency: 'usd' };

describe('a list of payment method types', () => {
  it.each<[string, () => Promise<string>]>([
    ['a new payment', async () => '/v1/payment_intents'],
    ['a payment', async () => `/v1/payment_intents/${(await stripe.paymentIntents.create(dollars)).id}`],
    ['a confirmation', async () => `/v1/payment_intents/${(await stripe.paymentIntents.create(dollars)).id}/confirm`],
    ['a new setup', async () => '/v1/setup_intents'],
    ['a setup', async () => `/v1/setup_intents/${(await stripe.setupIntents.create()).id}`],
  ])('is no longer taken for %s by the newest version', async (_, to) => {
    const path = await to();
    const amount = path === '/v1/payment_intents' ? 'amount=2000&currency=usd&' : '';
    const answer = await world.raw('POST', path, { body: `${amount}payment_method_types[]=card` });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' } },
    });
  });

  const older = { 'stripe-version': '2026-08-26.dahlia' };
  const listed = (types: readonly string[], form: string, path = 'payment_intents') =>
    world.raw('POST', `/v1/${path}`, {
      body: [form, ...types.map((type) => `payment_method_types[]=${type}`)].join('&'),
      headers: older,
    });

  it('is what an older version goes by', async () => {
    const { status, body } = await listed(['card', 'ideal'], 'amount=2000&currency=eur');
    expect([status, body.payment_method_types, body.automatic_payment_methods]).toEqual([200, ['card', 'ideal'], null]);
    expect((await stripe.paymentIntents.confirm(String(body.id), { payment_method: 'pm_card_visa' })).status).toBe(
      'succeeded',
    );
    expect((await listed(['card'], '', 'setup_intents')).body.payment_method_types).toEqual(['card']);
  });

  it.each([
    ['a type that there is not', ['card', 'seashells'], /^The payment method type "seashells" is invalid\./],
    [
      'a type whose currency it is not',
      ['card', 'ideal'],
      /\(usd\) is invalid .* Payments with ideal support .*: eur\.$/,
    ],
    ['a type the sandbox knows nothing of', ['card', 'shop_pay'], /^The sandbox does not support .* shop_pay, which/],
  ])('is refused by an older version for %s', async (_, types, message) => {
    const { status, body } = await listed(types, 'amount=2000&currency=usd');
    expect([status, body.error]).toEqual([
      400,
      expect.objectContaining({ param: 'payment_method_types', message: expect.stringMatching(message) }),
    ]);
  });

  it('is looked at again when an older intent changes its currency', async () => {
    const { body } = await listed(['card', 'ideal'], 'amount=2000&currency=eur');
    const error = await refusal(stripe.paymentIntents.update(String(body.id), { currency: 'usd' }));
    expect(error).toMatchObject({ statusCode: 400, param: 'payment_method_types' });
  });

  it.each<[string, object | null]>([
    ['2022-11-15', null],
    ['2023-08-16', { allow_redirects: 'always', enabled: true }],
  ])('is made by the Dashboard, without a word, as of 2023-08-16: %s', async (apiVersion, automatic) => {
    const intent = await stripe.paymentIntents.create(dollars, { apiVersion });
    expect([intent.payment_method_types, intent.automatic_payment_methods]).toEqual([['card'], automatic]);
    const setup = await stripe.setupIntents.create({}, { apiVersion });
    expect([setup.payment_method_types, setup.automatic_payment_methods]).toEqual([['card'], automatic]);
  });

  it('leaves cards when the Dashboard is not to be asked', async () => {
    const intent = await stripe.paymentIntents.create({ ...dollars, automatic_payment_methods: { enabled: false } });
    expect([intent.payment_method_types, intent.automatic_payment_methods]).toEqual([['card'], null]);
  });
});

describe('allowed payment method types', () => {
  const allowed = (...types: readonly MethodType[]) => ({ allowed_payment_method_types: [...types] });

  it('are narrowed to those that take the currency', async () => {
    const intent = await stripe.paymentIntents.create({ ...dollars, ...allowed('ideal', 'card', 'cashapp') });
    expect(intent).toMatchObject({
      allowed_payment_method_types: ['ideal', 'card', 'cashapp'],
      automatic_payment_methods: null,
      payment_method_types: ['card', 'cashapp'],
    });
    const changed = await stripe.paymentIntents.update(intent.id, { currency: 'eur' });
    expect(changed.payment_method_types).toEqual(['ideal', 'card']);
  });

  it('are refused when none of them takes the currency', async () => {
    const error = await refusal(stripe.paymentIntents.create({ ...dollars, ...allowed('ideal') }));
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_invalid_parameter' });
    expect(error.message).toMatch(/^No valid payment method types for this Payment Intent\./);
  });

  it.each<[string, object, string[]]>([
    ['what is excluded', { excluded_payment_method_types: ['klarna'] }, ['allowed_', 'excluded_']],
    ['the Dashboard', { automatic_payment_methods: { enabled: true } }, ['allowed_', 'automatic_payment_methods']],
  ])('do not go with %s', async (_, also, named) => {
    const error = await refusal(stripe.paymentIntents.create({ ...dollars, ...allowed('card'), ...also }));
    expect(error).toMatchObject({ statusCode: 400, param: 'allowed_payment_method_types' });
    expect(error.message).toMatch(new RegExp(`^You may only specify one of these parameters: ${named.join('.*, ')}`));
  });

  it('can be given when a payment is confirmed, and to setups', async () => {
    const { id } = await stripe.paymentIntents.create(euros);
    const paid = await stripe.paymentIntents.confirm(id, { ...allowed('card'), payment_method: 'pm_card_visa' });
    expect(paid).toMatchObject({ status: 'succeeded', ...allowed('card'), automatic_payment_methods: null });
    const setup = await stripe.setupIntents.create(allowed('card', 'link'));
    expect(setup).toMatchObject({ payment_method_types: ['card', 'link'] });
    expect(await stripe.setupIntents.update(setup.id, { allowed_payment_method_types: '' })).toMatchObject({
      allowed_payment_method_types: null,
      automatic_payment_methods: { enabled: true },
      payment_method_types: ['card'],
    });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['allowed', () => stripe.paymentIntents.create({ ...dollars, ...allowed('seashells') }), 'allowed'],
    [
      'excluded',
      () => stripe.paymentIntents.create({ ...dollars, excluded_payment_method_types: ['seashells'] }),
      'excluded',
    ],
    ['allowed for a setup', () => stripe.setupIntents.create(allowed('seashells')), 'allowed'],
  ])('that there are not are refused where they are %s', async (_, send, list) => {
    const error = await refusal(send());
    expect(error).toMatchObject({ statusCode: 400, param: `${list}_payment_method_types[0]` });
    expect(error.message).toMatch(/must be one of acss_debit, affirm, .* or zip$/);
  });

  it('that the sandbox knows nothing of are said to be lacking', async () => {
    const error = await refusal(stripe.paymentIntents.create({ ...dollars, ...allowed('card', 'shop_pay') }));
    expect(error.message).toBe(
      'The sandbox does not support the payment method type shop_pay, which Stripe takes here.',
    );
  });
});

describe('excluded payment method types', () => {
  it('are taken from what the account takes by itself, and can be taken back', async () => {
    const intent = await stripe.paymentIntents.create({ ...euros, excluded_payment_method_types: ['klarna'] });
    expect(intent).toMatchObject({ excluded_payment_method_types: ['klarna'], payment_method_types: ['card'] });
    const changed = await stripe.paymentIntents.update(intent.id, { excluded_payment_method_types: '' });
    expect(changed.excluded_payment_method_types).toBeNull();
    const error = await refusal(stripe.paymentIntents.create({ ...euros, excluded_payment_method_types: ['card'] }));
    expect(error.message).toMatch(/^No valid payment method types for this Payment Intent\./);
  });
});

describe('a card', () => {
  const noCards = { allowed_payment_method_types: ['ideal' as const, 'klarna' as const] };

  it.each<[string, () => Promise<unknown>]>([
    ['made with it', () => stripe.paymentIntents.create({ ...euros, ...noCards, payment_method: 'pm_card_visa' })],
    [
      'given it',
      async () =>
        stripe.paymentIntents.update((await stripe.paymentIntents.create({ ...euros, ...noCards })).id, {
          payment_method: 'pm_card_visa',
        }),
    ],
    [
      'confirmed with it',
      async () =>
        stripe.paymentIntents.confirm((await stripe.paymentIntents.create({ ...euros, ...noCards })).id, {
          payment_method: 'pm_card_visa',
        }),
    ],
    [
      'confirmed with a token of it',
      async () => {
        const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
        const { id } = await stripe.paymentIntents.create({ ...euros, ...noCards });
        return stripe.paymentIntents.confirm(id, { confirmation_token: token.id });
      },
    ],
  ])('is refused by a payment that does not allow cards when %s', async (_, send) => {
    const error = await refusal(send());
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_invalid_parameter', param: 'payment_method' });
    expect(error.message).toMatch(
      /^The PaymentMethod provided \(card\) is not allowed for this PaymentIntent\. .* types: ideal, klarna\. .*"card"$/,
    );
  });

  it('that was refused leaves the payment and the token as they were', async () => {
    const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' });
    const { id } = await stripe.paymentIntents.create({ ...euros, ...noCards });
    await refusal(stripe.paymentIntents.confirm(id, { confirmation_token: token.id }));
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'requires_payment_method',
      payment_method: null,
      latest_charge: null,
    });
    const other = await stripe.paymentIntents.create({ ...euros, allowed_payment_method_types: ['card'] });
    const paid = await stripe.paymentIntents.confirm(other.id, { confirmation_token: token.id });
    expect(paid.status).toBe('succeeded');
  });

  it('is refused by a setup that does not allow cards', async () => {
    const { id } = await stripe.setupIntents.create({ allowed_payment_method_types: ['ideal'] });
    const error = await refusal(stripe.setupIntents.confirm(id, { payment_method: 'pm_card_visa' }));
    expect(error).toMatchObject({ statusCode: 400, code: 'setup_intent_invalid_parameter', param: 'payment_method' });
    expect((await stripe.setupIntents.retrieve(id)).latest_attempt).toBeNull();
  });
});
