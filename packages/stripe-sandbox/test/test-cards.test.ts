import type Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCards } from '../src/index.ts';
import { BROWSER_KEY, NO_REDIRECTS, openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';

/**
 * What Stripe's testing page says of each card (https://docs.stripe.com/testing), written down here once more so that
 * the sandbox's own table cannot agree with itself. Each row is tried by its name and by its number.
 */
let test: TestSandbox;
let stripe: Stripe;
beforeAll(async () => {
  test = await openSandbox();
  stripe = test.stripe;
});
afterAll(() => test.close());

type How = 'name' | 'number';

/** The payment method of a row, as one names it or as a customer types it. */
function methodOf(how: How, name: string, number: string): Partial<Stripe.PaymentIntentCreateParams> {
  if (how === 'name') return { payment_method: name };
  const [exp_month, exp_year, cvc] = [12, 2034, '123'];
  // A server that has a card's number gives it inside the payment method's data, which the SDK's types leave out.
  return { payment_method_data: { type: 'card', ...{ card: { number, exp_month, exp_year, cvc } } } };
}

const both = <T extends readonly [string, ...unknown[]]>(rows: readonly T[]): (readonly [How, ...T])[] =>
  rows.flatMap((row) => [['name', ...row] as const, ['number', ...row] as const]);

const pay = (method: Partial<Stripe.PaymentIntentCreateParams>, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    amount: 2_400,
    currency: 'usd',
    confirm: true,
    expand: ['latest_charge'],
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    ...method,
    ...more,
  });

/** Every event that speaks of an intent or its charge, in the order they happened. */
async function eventsAbout(intent: string): Promise<string[]> {
  const { data } = await stripe.events.list({ limit: 100 });
  return data
    .filter(({ data: { object } }) => JSON.stringify(object).includes(intent))
    .map(({ type }) => type)
    .reverse();
}

async function answerChallenge(intent: Stripe.PaymentIntent, verdict: 'complete' | 'fail'): Promise<void> {
  const source = String(intent.next_action?.use_stripe_sdk?.['source']);
  const body = new URLSearchParams({ client_secret: String(intent.client_secret) }).toString();
  const answer = await test.raw('POST', `/v1/3ds2/${source}/${verdict}`, { key: BROWSER_KEY, body });
  expect(answer.status).toBe(200);
}

const CREATED = 'payment_intent.created';
const PAID = ['charge.succeeded', 'payment_intent.succeeded', 'charge.updated'];
const FAILED = ['charge.failed', 'payment_intent.payment_failed'];
const APPROVED = {
  type: 'authorized',
  network_status: 'approved_by_network',
  reason: null,
  risk_level: 'normal',
  advice_code: null,
  network_decline_code: null,
};

describe('cards that pay', () => {
  it.each(
    both([
      ['pm_card_visa', '4242424242424242', 'visa', 'credit', 'US'],
      ['pm_card_visa_debit', '4000056655665556', 'visa', 'debit', 'US'],
      ['pm_card_mastercard', '5555555555554444', 'mastercard', 'credit', 'US'],
      ['pm_card_mastercard_debit', '5200828282828210', 'mastercard', 'debit', 'US'],
      ['pm_card_mastercard_prepaid', '5105105105105100', 'mastercard', 'prepaid', 'US'],
      ['pm_card_amex', '378282246310005', 'amex', 'credit', 'US'],
      ['pm_card_discover', '6011111111111117', 'discover', 'credit', 'US'],
      ['pm_card_diners', '3056930009020004', 'diners', 'credit', 'US'],
      ['pm_card_jcb', '3566002020360505', 'jcb', 'credit', 'US'],
      ['pm_card_unionpay', '6200000000000005', 'unionpay', 'credit', 'US'],
      ['pm_card_us', '4242424242424242', 'visa', 'credit', 'US'],
      ['pm_card_amex_threeDSecureNotSupported', '378282246310005', 'amex', 'credit', 'US'],
      ['pm_card_bypassPending', '4000000000000077', 'visa', 'credit', 'US'],
      ['pm_card_bypassPendingInternational', '4000003720000278', 'visa', 'credit', 'IE'],
      ['pm_card_ae_mastercard', '5200007840000022', 'mastercard', 'credit', 'AE'],
      ['pm_card_gb_debit', '4000058260000005', 'visa', 'debit', 'GB'],
      ['pm_card_gb_mastercard', '5555558265554449', 'mastercard', 'credit', 'GB'],
      ['pm_card_th_credit', '4000007640000003', 'visa', 'credit', 'TH'],
      ['pm_card_th_debit', '4000057640000008', 'visa', 'debit', 'TH'],
    ] as const),
  )('by %s: %s %s is a %s %s card of %s', async (how, name, number, brand, funding, country) => {
    const intent = await pay(methodOf(how, name, number));
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 2_400, last_payment_error: null });
    expect(intent.latest_charge).toMatchObject({
      paid: true,
      captured: true,
      failure_code: null,
      outcome: APPROVED,
      payment_method_details: { card: { brand, funding, country, last4: number.slice(-4) } },
    });
    expect(await eventsAbout(intent.id)).toEqual([CREATED, ...PAID]);
  });
});

const ABROAD = [
  ['AR', '4000000320000021'],
  ['BR', '4000000760000002'],
  ['CA', '4000001240000000'],
  ['CL', '4000001520000001'],
  ['CO', '4000001700000003'],
  ['CR', '4000001880000005'],
  ['EC', '4000002180000000'],
  ['MX', '4000004840008001'],
  ['PA', '4000005910000000'],
  ['PY', '4000006000000066'],
  ['PE', '4000006040000068'],
  ['UY', '4000008580000003'],
  ['AE', '4000007840000001'],
  ['AT', '4000000400000008'],
  ['BE', '4000000560000004'],
  ['BG', '4000001000000000'],
  ['BY', '4000001120000005'],
  ['HR', '4000001910000009'],
  ['CY', '4000001960000008'],
  ['CZ', '4000002030000002'],
  ['DK', '4000002080000001'],
  ['EE', '4000002330000009'],
  ['FI', '4000002460000001'],
  ['FR', '4000002500000003'],
  ['DE', '4000002760000016'],
  ['GI', '4000002920000005'],
  ['GR', '4000003000000030'],
  ['HU', '4000003480000005'],
  ['IE', '4000003720000005'],
  ['IT', '4000003800000008'],
  ['LV', '4000004280000005'],
  ['LI', '4000004380000004'],
  ['LT', '4000004400000000'],
  ['LU', '4000004420000006'],
  ['MT', '4000004700000007'],
  ['NL', '4000005280000002'],
  ['NO', '4000005780000007'],
  ['PL', '4000006160000005'],
  ['PT', '4000006200000007'],
  ['RO', '4000006420000001'],
  ['SI', '4000007050000006'],
  ['SK', '4000007030000001'],
  ['ES', '4000007240000007'],
  ['SE', '4000007520000008'],
  ['CH', '4000007560000009'],
  ['GB', '4000008260000000'],
  ['AU', '4000000360000006'],
  ['CN', '4000001560000002'],
  ['HK', '4000003440000004'],
  ['IN', '4000003560000008'],
  ['JP', '4000003920000003'],
  ['MY', '4000004580000002'],
  ['NZ', '4000005540000008'],
  ['SG', '4000007020000003'],
  ['TW', '4000001580000008'],
] as const;

it.each(ABROAD)(
  'a Visa card of %s goes by the number %s, by its country’s name and by its token',
  async (country, number) => {
    const typed = { ...{ number }, exp_month: 12, exp_year: 2034, cvc: '123' };
    const cards = [
      (await stripe.paymentMethods.create({ type: 'card', card: typed })).card,
      (await stripe.paymentMethods.retrieve(`pm_card_${country.toLowerCase()}`)).card,
      (await stripe.paymentMethods.create({ type: 'card', card: { token: `tok_${country.toLowerCase()}` } })).card,
    ];
    for (const card of cards)
      expect(card).toMatchObject({ brand: 'visa', country, funding: 'credit', last4: number.slice(-4) });
  },
);

it.each([
  ['6011981111111113', 'discover', 'debit', 'US'],
  ['3530111333300000', 'jcb', 'credit', 'JP'],
  ['6200000000000047', 'unionpay', 'debit', 'US'],
  ['6205500000000000004', 'unionpay', 'credit', 'US'],
  ['4000006820000007', 'visa', 'credit', 'SA'],
])('%s has no name, and is a %s %s card of %s', async (number, brand, funding, country) => {
  const intent = await pay(methodOf('number', '', number));
  expect(intent.latest_charge).toMatchObject({
    paid: true,
    payment_method_details: { card: { brand, funding, country, last4: number.slice(-4) } },
  });
});

describe('a test token', () => {
  const withToken = (token: string) => stripe.paymentMethods.create({ type: 'card', card: { token } });

  it('stands for the card of the same name', async () => {
    const method = await withToken('tok_visa');
    expect(method).toMatchObject({ type: 'card', card: { brand: 'visa', last4: '4242' }, customer: null });
    expect((await pay({ payment_method: method.id })).status).toBe('succeeded');
    const declined = await withToken('tok_chargeDeclinedInsufficientFunds');
    expect(await refusal(pay({ payment_method: declined.id }))).toMatchObject({ decline_code: 'insufficient_funds' });
  });

  it('is refused when there is no such token, or a number beside it', async () => {
    expect(await refusal(withToken('tok_seashells'))).toMatchObject({
      statusCode: 400,
      code: 'resource_missing',
      param: 'card[token]',
      message: "No such token: 'tok_seashells'",
    });
    const two = { token: 'tok_visa', ...{ number: '4242424242424242', exp_month: 12, exp_year: 2034 } };
    expect(await refusal(stripe.paymentMethods.create({ type: 'card', card: two }))).toMatchObject({
      statusCode: 400,
      param: 'card[token]',
    });
  });

  it('is what a card without a number is asked for', async () => {
    const send = (form: string) => test.raw('POST', '/v1/payment_methods', { body: `type=card&${form}` });
    for (const [form, missing] of [
      ['card[cvc]=123', 'card[number]'],
      ['card[number]=4242424242424242', 'card[exp_month]'],
      ['card[number]=4242424242424242&card[exp_month]=12', 'card[exp_year]'],
    ] as const) {
      expect(await send(form)).toMatchObject({
        status: 400,
        body: { error: { code: 'parameter_missing', param: missing, message: `Missing required param: ${missing}.` } },
      });
    }
  });
});

it('a test bank account is not said to be unknown: the sandbox says that it lacks it', async () => {
  expect(await refusal(pay({ payment_method: 'pm_usBankAccount_success' }))).toMatchObject({
    statusCode: 400,
    message: 'The sandbox does not support pm_usBankAccount_success, which Stripe has for tests.',
  });
});

it.each([
  ['pm_card_createMultipleDisputes', '4000000404000079'],
  ['pm_card_threeDSecureRequiredProcessingError', '4000008400001280'],
  ['pm_card_visa_cartesBancaires', '4000002500001001'],
  ['pm_card_debit_visaHsaProductCode', '4000051230000072'],
])('%s does not simply pay, by name, token or number: the sandbox says that it lacks it', async (name, number) => {
  const lacks = /^The sandbox does not support .*, which Stripe has for tests\.$/;
  const token = name.replace('pm_card_', 'tok_');
  for (const method of [methodOf('name', name, number), methodOf('number', name, number)]) {
    expect(await refusal(pay(method))).toMatchObject({ statusCode: 400, message: expect.stringMatching(lacks) });
  }
  expect(await refusal(stripe.paymentMethods.create({ type: 'card', card: { token } }))).toMatchObject({
    param: 'card[token]',
    message: expect.stringMatching(lacks),
  });
});

it.each<[string, Stripe.PaymentIntentCreateParams.CaptureMethod]>([
  ['pm_card_bypassPending', 'automatic'],
  ['pm_card_bypassPendingInternational', 'automatic_async'],
])('the money of %s, captured %s, is available at once', async (payment_method, capture_method) => {
  const before = await stripe.balance.retrieve();
  const { latest_charge } = await pay({ payment_method, capture_method, amount: 10_000, expand: ['latest_charge'] });
  const charge = await stripe.charges.retrieve(String(Object(latest_charge).id), { expand: ['balance_transaction'] });
  expect(charge.balance_transaction).toMatchObject({ status: 'available', net: 9_680, available_on: charge.created });
  const after = await stripe.balance.retrieve();
  const dollars = ({ available }: Stripe.Balance) => available.find(({ currency }) => currency === 'usd')?.amount ?? 0;
  expect(dollars(after) - dollars(before)).toBe(9_680);
});

describe('cards that are declined', () => {
  it.each(
    both([
      ['pm_card_chargeDeclined', '4000000000000002', 'card_declined', 'generic_decline', 'try_again_later', '01'],
      [
        'pm_card_chargeDeclinedInsufficientFunds',
        '4000000000009995',
        'card_declined',
        'insufficient_funds',
        'try_again_later',
        '51',
      ],
      ['pm_card_visa_chargeDeclined', '4000000000000002', 'card_declined', 'generic_decline', 'try_again_later', '01'],
      [
        'pm_card_visa_chargeDeclinedInsufficientFunds',
        '4000000000009995',
        'card_declined',
        'insufficient_funds',
        'try_again_later',
        '51',
      ],
      [
        'pm_card_visa_chargeDeclinedLostCard',
        '4000000000009987',
        'card_declined',
        'lost_card',
        'do_not_try_again',
        '41',
      ],
      [
        'pm_card_visa_chargeDeclinedStolenCard',
        '4000000000009979',
        'card_declined',
        'stolen_card',
        'do_not_try_again',
        '43',
      ],
      ['pm_card_chargeDeclinedExpiredCard', '4000000000000069', 'expired_card', '', 'do_not_try_again', '54'],
      ['pm_card_chargeDeclinedIncorrectCvc', '4000000000000127', 'incorrect_cvc', '', 'confirm_card_data', 'N7'],
      ['pm_card_chargeDeclinedProcessingError', '4000000000000119', 'processing_error', '', 'try_again_later', '96'],
      [
        'pm_card_visa_chargeDeclinedVelocityLimitExceeded',
        '4000000000006975',
        'card_declined',
        'card_velocity_exceeded',
        'try_again_later',
        '61',
      ],
      ['pm_card_chargeCustomerFail', '4000000000000341', 'card_declined', 'generic_decline', 'try_again_later', '01'],
    ] as const),
  )(
    'by %s: %s %s gives %s %s, advice %s, network code %s',
    async (how, name, number, code, decline, advice, network) => {
      const error = await refusal(pay(methodOf(how, name, number)));
      const told = { code, advice_code: advice, network_decline_code: network };
      expect(error).toMatchObject({ type: 'StripeCardError', statusCode: 402, decline_code: decline, ...told });
      const id = String(error.payment_intent?.id);
      const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
      expect(intent).toMatchObject({
        status: 'requires_payment_method',
        payment_method: null,
        amount_received: 0,
        last_payment_error: {
          type: 'card_error',
          charge: error.charge,
          payment_method: { card: {} },
          payment_method_type: 'card',
          ...told,
        },
      });
      expect(intent.last_payment_error?.decline_code ?? '').toBe(decline);
      expect(intent.latest_charge).toMatchObject({
        id: error.charge,
        status: 'failed',
        paid: false,
        captured: false,
        failure_code: code,
        balance_transaction: null,
        outcome: {
          type: 'issuer_declined',
          network_status: 'declined_by_network',
          reason: decline === '' ? code : decline,
          risk_level: 'normal',
          advice_code: advice,
          network_decline_code: network,
        },
      });
      expect(await eventsAbout(id)).toEqual([CREATED, ...FAILED]);
    },
  );

  it.each(
    both([
      ['pm_card_radarBlock', '4100000000000019'],
      ['pm_card_chargeDeclinedFraudulent', '4100000000000019'],
      ['pm_card_riskLevelHighest', '4000000000004954'],
    ]),
  )('by %s, %s %s is blocked before the bank is asked', async (how, name, number) => {
    const error = await refusal(pay(methodOf(how, name, number)));
    const told = { code: 'card_declined', decline_code: 'fraudulent', advice_code: 'do_not_try_again' };
    expect(error).toMatchObject({ statusCode: 402, network_decline_code: undefined, ...told });
    const charge = await stripe.charges.retrieve(String(error.charge));
    expect(charge.outcome).toMatchObject({
      type: 'blocked',
      network_status: 'not_sent_to_network',
      reason: 'highest_risk_level',
      risk_level: 'highest',
      advice_code: 'do_not_try_again',
      network_decline_code: null,
    });
    expect(await eventsAbout(String(error.payment_intent?.id))).toEqual([CREATED, ...FAILED]);
  });

  it('4242424242424241 is no card number at all: nothing is made, nobody is asked', async () => {
    const error = await refusal(pay(methodOf('number', '', '4242424242424241')));
    expect(error).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'incorrect_number',
      param: 'number',
    });
    expect([error.decline_code, error.advice_code, error.charge]).toEqual(['', undefined, undefined]);
  });

  it('4000000000000341 is kept by its customer, and then declined', async () => {
    const customer = (await stripe.customers.create()).id;
    const { id } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
    expect(await refusal(pay({ payment_method: id, customer }))).toMatchObject({ decline_code: 'generic_decline' });
  });
});

describe('cards that ask for 3D Secure', () => {
  const CHALLENGED = [CREATED, 'payment_intent.requires_action'];

  it.each(
    both([
      ['pm_card_threeDSecure2Required', '4000000000003220', 'succeeded', '', PAID],
      ['pm_card_threeDSecureRequired', '4000000000003063', 'succeeded', '', PAID],
      ['pm_card_authenticationRequiredOnSetup', '4000002500003155', 'succeeded', '', PAID],
      ['pm_card_authenticationRequired', '4000002760003184', 'succeeded', '', PAID],
      ['pm_card_authenticationRequiredSetupForOffSession', '4000003800000446', 'succeeded', '', PAID],
      [
        'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
        '4000008260003178',
        'requires_payment_method',
        'insufficient_funds',
        FAILED,
      ],
      [
        'pm_card_threeDSecureRequiredChargeDeclined',
        '4000008400001629',
        'requires_payment_method',
        'generic_decline',
        FAILED,
      ],
    ] as const),
  )('by %s: %s %s, when passed: %s %s', async (how, name, number, status, decline, then) => {
    const intent = await pay(methodOf(how, name, number));
    expect(intent).toMatchObject({
      status: 'requires_action',
      latest_charge: null,
      next_action: { type: 'use_stripe_sdk' },
    });
    await answerChallenge(intent, 'complete');
    const after = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expect(after.status).toBe(status);
    expect(after.last_payment_error?.decline_code ?? '').toBe(decline);
    expect(after.latest_charge).toMatchObject({
      payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } },
    });
    expect(await eventsAbout(intent.id)).toEqual([...CHALLENGED, ...then]);
  });

  it.each(['pm_card_threeDSecure2Required', 'pm_card_authenticationRequired'])(
    '%s, when failed, is not charged',
    async (name) => {
      const intent = await pay({ payment_method: name });
      await answerChallenge(intent, 'fail');
      expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
        status: 'requires_payment_method',
        latest_charge: null,
        last_payment_error: {
          type: 'invalid_request_error',
          code: 'payment_intent_authentication_failure',
          payment_method_type: 'card',
        },
      });
      expect(await eventsAbout(intent.id)).toEqual([...CHALLENGED, 'payment_intent.payment_failed']);
    },
  );

  it('4000000000003055 asks only when the merchant does', async () => {
    const ask = (request_three_d_secure: 'any' | 'automatic' | 'challenge') =>
      pay(
        { payment_method: 'pm_card_threeDSecureOptional' },
        { payment_method_options: { card: { request_three_d_secure } } },
      );
    const statuses = [(await ask('automatic')).status, (await ask('any')).status, (await ask('challenge')).status];
    expect(statuses).toEqual(['succeeded', 'requires_action', 'requires_action']);
  });
});

describe('a card, charged again while its customer is away', () => {
  type Before = 'attached' | 'set up' | 'set up for when they are there' | 'paid with, to keep';

  async function customerWith(name: string, before: Before) {
    const customer = (await stripe.customers.create()).id;
    if (before === 'attached') {
      return { customer, payment_method: (await stripe.paymentMethods.attach(name, { customer })).id };
    }
    if (before === 'paid with, to keep') {
      const paid = await pay({ payment_method: name }, { customer, setup_future_usage: 'off_session' });
      if (paid.status === 'requires_action') await answerChallenge(paid, 'complete');
    } else {
      const usage = before === 'set up' ? 'off_session' : 'on_session';
      const setup = await stripe.setupIntents.create({
        ...NO_REDIRECTS,
        customer,
        payment_method: name,
        usage,
        confirm: true,
      });
      if (setup.status === 'requires_action') {
        const source = String(setup.next_action?.use_stripe_sdk?.['source']);
        const body = new URLSearchParams({ client_secret: String(setup.client_secret) }).toString();
        await test.raw('POST', `/v1/3ds2/${source}/complete`, { key: BROWSER_KEY, body });
      }
    }
    const [method] = (await stripe.paymentMethods.list({ customer })).data;
    return { customer, payment_method: String(method?.id) };
  }

  it.each<[string, Before, 'pays' | 'is refused', 'pays' | 'asks']>([
    ['pm_card_visa', 'attached', 'pays', 'pays'],
    ['pm_card_authenticationRequiredOnSetup', 'attached', 'is refused', 'asks'],
    ['pm_card_authenticationRequiredOnSetup', 'set up', 'pays', 'pays'],
    ['pm_card_authenticationRequiredOnSetup', 'set up for when they are there', 'is refused', 'asks'],
    ['pm_card_authenticationRequiredOnSetup', 'paid with, to keep', 'pays', 'pays'],
    ['pm_card_authenticationRequiredSetupForOffSession', 'attached', 'pays', 'asks'],
    ['pm_card_authenticationRequired', 'set up', 'is refused', 'asks'],
    ['pm_card_authenticationRequired', 'paid with, to keep', 'is refused', 'asks'],
  ])('%s, once %s: %s; and with them there it %s', async (name, before, away, present) => {
    const method = await customerWith(name, before);
    const later = await pay(method, { off_session: true }).then(
      ({ status }) => status,
      (error: Stripe.errors.StripeError) => error.code,
    );
    expect(later).toBe(away === 'pays' ? 'succeeded' : 'authentication_required');
    expect((await pay(method)).status).toBe(present === 'pays' ? 'succeeded' : 'requires_action');
  });
});

describe('cards with something about them', () => {
  it.each(
    both([
      ['pm_card_riskLevelElevated', '4000000000009235'],
      ['pm_card_cvcCheckFailElevatedRisk', '4000058400307872'],
      ['pm_card_avsZipFailElevatedRisk', '4000058400306072'],
    ] as const),
  )('by %s: %s %s pays at elevated risk', async (how, name, number) => {
    const intent = await pay(methodOf(how, name, number));
    expect(intent.latest_charge).toMatchObject({
      paid: true,
      outcome: { ...APPROVED, reason: 'elevated_risk_level', risk_level: 'elevated' },
    });
    expect(await eventsAbout(intent.id)).toEqual([CREATED, ...PAID]);
  });

  it.each([
    ['4242424242424242', 'pass', 'pass', 'pass'],
    ['4000000000000101', 'fail', 'pass', 'pass'],
    ['4000058400307872', 'fail', 'pass', 'pass'],
    ['4000058400306072', 'pass', 'pass', 'fail'],
    ['4000000000000036', 'pass', 'pass', 'fail'],
    ['4000000000000028', 'pass', 'fail', 'pass'],
    ['4000000000000010', 'pass', 'fail', 'fail'],
    ['4000000000000044', 'pass', 'unavailable', 'unavailable'],
  ])('%s pays with the checks cvc %s, line 1 %s, postal code %s', async (number, cvc, line1, zip) => {
    const { payment_method_data } = methodOf('number', '', number);
    const address = { line1: '1 Main Street', postal_code: '12345' };
    if (payment_method_data === undefined) throw new Error('a number makes a method');
    const intent = await pay({ payment_method_data: { ...payment_method_data, billing_details: { address } } });
    expect(intent.latest_charge).toMatchObject({
      paid: true,
      payment_method_details: {
        card: { checks: { cvc_check: cvc, address_line1_check: line1, address_postal_code_check: zip } },
      },
    });
  });
});

describe('cards with something to follow', () => {
  it.each(
    both([
      ['pm_card_createDispute', '4000000000000259', 'fraudulent', 'needs_response', true],
      ['pm_card_createDisputeProductNotReceived', '4000000000002685', 'product_not_received', 'needs_response', true],
      ['pm_card_createDisputeInquiry', '4000000000001976', 'fraudulent', 'warning_needs_response', false],
    ] as const),
  )('by %s: %s %s pays, then: %s, %s', async (how, name, number, reason, status, taken) => {
    const intent = await pay(methodOf(how, name, number));
    const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data;
    expect(dispute).toMatchObject({ reason, status, amount: 2_400, is_charge_refundable: !taken });
    expect((await stripe.charges.retrieve(String(dispute?.charge))).disputed).toBe(true);
    expect(await eventsAbout(intent.id)).toEqual([
      CREATED,
      ...PAID,
      'charge.dispute.created',
      ...(taken ? ['charge.dispute.funds_withdrawn'] : []),
    ]);
  });

  it('a disputed card is disputed when its payment is captured by hand', async () => {
    const { id } = await pay({ payment_method: 'pm_card_createDispute' }, { capture_method: 'manual' });
    expect((await stripe.disputes.list({ payment_intent: id })).data).toEqual([]);
    await stripe.paymentIntents.capture(id);
    expect((await stripe.disputes.list({ payment_intent: id })).data).toHaveLength(1);
  });

  it.each(
    both([
      ['pm_card_pendingRefund', '4000000000007726', 'pending', 'succeeded'],
      ['pm_card_refundFail', '4000000000005126', 'succeeded', 'failed'],
    ] as const),
  )('by %s: %s %s is refunded: %s at first, %s in the end', async (how, name, number, first, last) => {
    const intent = await pay(methodOf(how, name, number));
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.status).toBe(first);
    test.sandbox.control.settlePending();
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe(last);
  });
});

describe('how a payment is captured', () => {
  it.each([
    [undefined, PAID],
    ['automatic_async', PAID],
    ['automatic', ['charge.succeeded', 'payment_intent.succeeded']],
    ['manual', ['charge.succeeded', 'payment_intent.amount_capturable_updated']],
  ] as const)('as %s is told by the events %s', async (capture_method, then) => {
    const intent = await pay(
      { payment_method: 'pm_card_visa' },
      capture_method === undefined ? {} : { capture_method },
    );
    expect(await eventsAbout(intent.id)).toEqual([CREATED, ...then]);
  });

  it('the money of an asynchronous capture comes with charge.updated', async () => {
    const { latest_charge } = await pay({ payment_method: 'pm_card_visa' });
    const charge = typeof latest_charge === 'string' ? undefined : latest_charge;
    const { data } = await stripe.events.list({ types: ['charge.succeeded', 'charge.updated'], limit: 2 });
    expect(data).toMatchObject([
      {
        type: 'charge.updated',
        request: { id: null },
        data: {
          object: { balance_transaction: charge?.balance_transaction },
          previous_attributes: { balance_transaction: null },
        },
      },
      { type: 'charge.succeeded', data: { object: { captured: true, balance_transaction: null } } },
    ]);
  });
});

it('no number and no name stands for two cards', () => {
  const numbers = testCards.map(({ number }) => number);
  const names = testCards.flatMap((card) => card.names);
  expect([new Set(numbers).size, new Set(names).size]).toEqual([numbers.length, names.length]);
});
