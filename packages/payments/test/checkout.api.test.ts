import { randomUUID } from 'node:crypto';
import { money } from '@flashstudio/money';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BY_CUSTOMER, createHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const order = (changes: Partial<Parameters<Harness['payments']['create']>[0]> = {}) => ({
  ...harness.shop,
  items: [{ productId: 'prod_mug', quantity: 2 }],
  currency: 'usd',
  requestKey: randomUUID(),
  customer: { email: 'Ada@Example.com', name: 'Ada' },
  ...changes,
});

async function start(changes?: Parameters<typeof order>[0]) {
  const { paymentId, paymentSecret } = await harness.payments.create(order(changes), BY_CUSTOMER);
  return { paymentId, paymentSecret };
}

async function confirm(own: { paymentId: string; paymentSecret: string }, paymentMethod: string) {
  return harness.payments.confirm(
    { ...harness.shop, ...own, confirmationTokenId: await harness.token(paymentMethod) },
    BY_CUSTOMER,
  );
}

const row = (id: string) =>
  harness.database.db.payment.findUniqueOrThrow({
    where: { id },
    include: { ledger: true, order: true, attempts: true },
  });

const typesOf = async (paymentId: string) => (await harness.events.eventsOf([paymentId])).map(({ type }) => type);

describe('creating a payment', () => {
  it('takes internationalised addresses, and knows a customer by one form of theirs', async () => {
    const customerOf = async (email: string) => {
      const { paymentId } = await start({ customer: { email } });
      return (await row(paymentId)).order.customerId;
    };
    const known = await customerOf(' Mu\u0308ller@B\u00fccher.example ');
    expect(await customerOf('m\u00fcller@xn--bcher-kva.example')).toBe(known);
    expect(await harness.database.db.customer.findUniqueOrThrow({ where: { id: known ?? '' } })).toMatchObject({
      email: 'm\u00fcller@xn--bcher-kva.example',
    });
    const page = await harness.payments.list({ limit: 50, search: 'm\u00fcller@B\u00fccher.example' });
    expect(page.items).toHaveLength(2);
  });

  it('refuses what is no address, and names the field', async () => {
    for (const email of ['m\u00fcller', 'ada@example.com, eve@example.com', 'ada@192.168.0.1'])
      await expect(start({ customer: { email } })).rejects.toMatchObject({
        code: 'invalid_input',
        details: { 'customer.email': expect.stringContaining('@') },
      });
  });

  it('prices the order from the catalog and tells Stripe the same amount', async () => {
    const created = await harness.payments.create(order(), BY_CUSTOMER);
    expect(created).toMatchObject({ amount: { amount: 4800n, currency: 'USD' }, status: 'requires_payment_method' });
    const payment = await row(created.paymentId);
    const intent = await harness.stripe.paymentIntents.retrieve(payment.stripePaymentIntentId ?? '');
    expect(intent).toMatchObject({
      amount: 4800,
      currency: 'usd',
      metadata: { payment_id: payment.id, order_id: payment.orderId },
    });
  });

  it.each([
    ['usd', 4800n, 4800],
    ['eur', 4400n, 4400],
    ['jpy', 7200n, 7200],
  ])('tells Stripe the amount in the minor units of %s', async (currency, ours, stripes) => {
    const created = await harness.payments.create(order({ currency }), BY_CUSTOMER);
    expect(created.amount).toEqual({ amount: ours, currency: currency.toUpperCase() });
    const { stripePaymentIntentId } = await row(created.paymentId);
    const intent = await harness.stripe.paymentIntents.retrieve(stripePaymentIntentId ?? '');
    expect(intent).toMatchObject({ amount: stripes, currency });
  });

  it('takes yen as whole yen', async () => {
    const created = await harness.payments.create(order({ currency: 'JPY' }), BY_CUSTOMER);
    expect(created.amount).toEqual({ amount: 7200n, currency: 'JPY' });
  });

  it('makes one order of ten clicks at once', async () => {
    const input = order();
    const all = await Promise.all(Array.from({ length: 10 }, () => harness.payments.create(input, BY_CUSTOMER)));
    expect(new Set(all.map(({ paymentId }) => paymentId)).size).toBe(1);
    expect(new Set(all.map(({ clientSecret }) => clientSecret)).size).toBe(1);
    expect(await harness.database.db.order.count({ where: { requestKey: input.requestKey } })).toBe(1);
  });

  it('refuses a used request key for another cart', async () => {
    const input = order();
    await harness.payments.create(input, BY_CUSTOMER);
    await expect(
      harness.payments.create({ ...input, items: [{ productId: 'prod_mug', quantity: 3 }] }, BY_CUSTOMER),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it('refuses a used request key for another e-mail address', async () => {
    const input = order();
    await harness.payments.create(input, BY_CUSTOMER);
    await expect(
      harness.payments.create({ ...input, customer: { email: 'eve@example.com' } }, BY_CUSTOMER),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it.each<[string, bigint, string]>([
    ['a cent less', 4799n, 'USD'],
    ['a cent more', 4801n, 'USD'],
    ['the same number of another currency', 4800n, 'EUR'],
  ])('refuses an order whose customer was shown %s, and stores nothing', async (_, amount, currency) => {
    const input = order({ expectedTotal: money(amount, currency) });
    await expect(harness.payments.create(input, BY_CUSTOMER)).rejects.toMatchObject({
      code: 'conflict',
      details: { reason: 'total_changed' },
    });
    expect(await harness.database.db.order.count({ where: { requestKey: input.requestKey } })).toBe(0);
  });

  it('holds an order that was kept from before to what the customer is shown now', async () => {
    const input = order({ expectedTotal: money(4800n, 'USD') });
    await harness.payments.create(input, BY_CUSTOMER);
    expect(await harness.payments.create(input, BY_CUSTOMER)).toMatchObject({ amount: { amount: 4800n } });
    await expect(
      harness.payments.create({ ...input, expectedTotal: money(5800n, 'USD') }, BY_CUSTOMER),
    ).rejects.toMatchObject({ code: 'conflict', details: { reason: 'total_changed' } });
  });

  it('tells of an order that is paid as it stands, whatever the cart costs now', async () => {
    const input = order({ expectedTotal: money(4800n, 'USD') });
    const created = await harness.payments.create(input, BY_CUSTOMER);
    await confirm(created, 'pm_card_visa');
    const again = { ...input, expectedTotal: money(5800n, 'USD') };
    expect(await harness.payments.create(again, BY_CUSTOMER)).toMatchObject({
      paymentId: created.paymentId,
      status: 'succeeded',
      amount: { amount: 4800n },
    });
  });

  it('tells once of a new customer, and of an order with its lines', async () => {
    const email = `${randomUUID()}@example.com`;
    const first = await harness.payments.create(order({ customer: { email } }), BY_CUSTOMER);
    const second = await harness.payments.create(order({ customer: { email } }), BY_CUSTOMER);
    const [one, two] = await Promise.all([first, second].map(({ paymentId }) => row(paymentId)));
    expect(one?.order.customerId).toBe(two?.order.customerId);
    const told = await harness.events.eventsOf([one?.orderId ?? '', two?.orderId ?? '', one?.order.customerId ?? '']);
    expect(told.map(({ type, subject }) => [type, subject.id])).toEqual([
      ['customer.created', one?.order.customerId],
      ['order.placed', one?.orderId],
      ['order.placed', two?.orderId],
    ]);
    expect(told[1]).toMatchObject({
      shopId: harness.shop.shopId,
      actor: { kind: 'customer' },
      cause: { requestId: 'req_test' },
      data: { amount: '4800', currency: 'USD', lines: [{ productId: 'prod_mug', quantity: 2, amount: '4800' }] },
    });
  });

  it('makes one intent, and tells how that stands now, when the answer to the first request for it was lost', async () => {
    const input = order();
    harness.sandbox.control.faults.plan({ fault: 'reset_after', method: 'POST', path: /payment_intents$/, times: 2 });
    await expect(harness.payments.create(input, BY_CUSTOMER)).rejects.toMatchObject({ code: 'stripe_unavailable' });
    const { id } = await harness.database.db.payment.findFirstOrThrow({
      where: { order: { requestKey: input.requestKey } },
    });
    const intents = async () =>
      (await harness.stripe.paymentIntents.list({ limit: 100 })).data.filter(
        ({ metadata }) => metadata.payment_id === id,
      );
    const [intent] = await intents();
    harness.sandbox.control.webhooks.hold();
    await harness.stripe.paymentIntents.confirm(intent?.id ?? '', { payment_method: 'pm_card_visa' });
    // Stripe repeats what it said when it made the intent: an answer with a fresh date and old content.
    expect(await harness.payments.create(input, BY_CUSTOMER)).toMatchObject({ paymentId: id, status: 'succeeded' });
    expect(await intents()).toHaveLength(1);
    harness.sandbox.control.webhooks.release();
    await harness.settle();
    expect(await row(id)).toMatchObject({ status: 'succeeded', ledger: { length: 1 } });
  });

  it('tells Stripe what is bought, and asks for payments that never lead away from the page', async () => {
    const created = await harness.payments.create(order(), BY_CUSTOMER);
    const { stripePaymentIntentId } = await row(created.paymentId);
    expect(await harness.stripe.paymentIntents.retrieve(stripePaymentIntentId ?? '')).toMatchObject({
      description: '2 × Ceramic mug',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
  });

  it('keeps the order as it was priced, line by line', async () => {
    const { paymentId } = await start();
    const { orderId } = await row(paymentId);
    const kept = await harness.database.db.order.findUniqueOrThrow({
      where: { id: orderId },
      include: { lines: true, customer: true },
    });
    expect(kept).toMatchObject({
      ...harness.shop,
      status: 'open',
      currency: 'USD',
      total: 4800n,
      customerName: 'Ada',
      customer: { email: 'ada@example.com' },
      lines: [{ productId: 'prod_mug', productName: 'Ceramic mug', quantity: 2, unitAmount: 2400n, amount: 4800n }],
    });
  });

  it('holds an order that waits for the bank to what the customer is shown now', async () => {
    const input = order({ expectedTotal: money(4800n, 'USD') });
    const created = await harness.payments.create(input, BY_CUSTOMER);
    expect(await confirm(created, 'pm_card_threeDSecure2Required')).toMatchObject({ kind: 'requires_action' });
    await expect(
      harness.payments.create({ ...input, expectedTotal: money(5800n, 'USD') }, BY_CUSTOMER),
    ).rejects.toMatchObject({ code: 'conflict', details: { reason: 'total_changed' } });
  });

  it.each<[string, Parameters<typeof order>[0], string]>([
    ['an unknown product', { items: [{ productId: 'prod_nope', quantity: 1 }] }, 'invalid_input'],
    ['an unknown currency', { currency: 'xxx' }, 'invalid_input'],
    ['a currency the product has no price in', { currency: 'gbp' }, 'invalid_input'],
    [
      'too many of one product in two lines',
      {
        items: [
          { productId: 'prod_mug', quantity: 60 },
          { productId: 'prod_mug', quantity: 60 },
        ],
      },
      'invalid_input',
    ],
  ])('refuses %s and stores nothing', async (_, changes, code) => {
    const input = order(changes);
    await expect(harness.payments.create(input, BY_CUSTOMER)).rejects.toMatchObject({ code });
    expect(await harness.database.db.order.count({ where: { requestKey: input.requestKey } })).toBe(0);
  });

  it('says so when an order is too small to be paid by card', async () => {
    await expect(start({ items: [{ productId: 'prod_sticker', quantity: 1 }] })).rejects.toMatchObject({
      code: 'unprocessable',
    });
  });

  it('goes on where it stopped when Stripe could not be reached', async () => {
    const input = order();
    harness.sandbox.control.faults.plan({ fault: { status: 500 }, method: 'POST', path: /payment_intents$/, times: 1 });
    await expect(harness.payments.create(input, BY_CUSTOMER)).rejects.toMatchObject({ code: 'stripe_unavailable' });
    expect((await harness.payments.create(input, BY_CUSTOMER)).status).toBe('requires_payment_method');
    expect(await harness.database.db.order.count({ where: { requestKey: input.requestKey } })).toBe(1);
  });
});

describe('confirming a payment', () => {
  it('books the money once and tells of it once, before and after the webhooks', async () => {
    const own = await start();
    expect(await confirm(own, 'pm_card_visa')).toEqual({ kind: 'succeeded', paymentId: own.paymentId });
    await harness.settle();
    const payment = await row(own.paymentId);
    expect(payment).toMatchObject({
      status: 'succeeded',
      capturedAmount: 4800n,
      cardBrand: 'visa',
      cardLast4: '4242',
      order: { status: 'paid' },
    });
    expect(payment.ledger).toHaveLength(1);
    expect(payment.attempts).toMatchObject([{ status: 'succeeded', openForPaymentId: null }]);
    expect(await typesOf(own.paymentId)).toEqual([
      'payment.created',
      'payment.status_changed',
      'payment.attempt_started',
      'payment.attempt_succeeded',
      'payment.status_changed',
      'payment.captured',
    ]);
    const told = await harness.events.eventsOf([own.paymentId]);
    expect(told.map(({ shopId }) => shopId)).toEqual(told.map(() => harness.shop.shopId));
    expect(told.map(({ actor }) => actor.kind)).toEqual([
      'customer',
      'stripe',
      'customer',
      'stripe',
      'stripe',
      'stripe',
    ]);
    expect(told.every(({ cause }) => cause.requestId === 'req_test')).toBe(true);
  });

  it('explains a decline and takes another card', async () => {
    const own = await start();
    const declined = await confirm(own, 'pm_card_visa_chargeDeclinedInsufficientFunds');
    expect(declined).toMatchObject({ kind: 'declined', failureClass: 'insufficient_funds', retryable: true });
    expect(await harness.payments.get({ ...harness.shop, ...own })).toMatchObject({
      canRetry: true,
      failure: { failureClass: 'insufficient_funds' },
    });
    expect(await confirm(own, 'pm_card_visa')).toMatchObject({ kind: 'succeeded' });
    await harness.settle();
    const payment = await row(own.paymentId);
    expect(payment).toMatchObject({ status: 'succeeded', failureClass: null });
    expect(payment.attempts.map(({ status, failureClass }) => [status, failureClass])).toEqual([
      ['failed', 'insufficient_funds'],
      ['succeeded', null],
    ]);
  });

  it('tells a second decline even though the status stays', async () => {
    const own = await start();
    await confirm(own, 'pm_card_visa_chargeDeclinedInsufficientFunds');
    await confirm(own, 'pm_card_chargeDeclinedExpiredCard');
    await harness.settle();
    expect(await row(own.paymentId)).toMatchObject({
      status: 'requires_payment_method',
      failureClass: 'expired_card',
      attempts: { length: 2 },
    });
  });

  it('does not tell a thief that the card is known to be stolen, but tells the admin', async () => {
    const own = await start();
    expect(await confirm(own, 'pm_card_visa_chargeDeclinedStolenCard')).toMatchObject({
      kind: 'declined',
      failureClass: 'card_declined',
    });
    expect(await harness.payments.get({ ...harness.shop, ...own })).toMatchObject({
      failure: { failureClass: 'card_declined' },
    });
    expect(await harness.payments.detail(own.paymentId)).toMatchObject({
      failure: { failureClass: 'fraud_suspected', declineCode: 'stolen_card' },
      attempts: [{ failure: { adviceCode: 'do_not_try_again' } }],
    });
  });

  it('waits for 3D Secure and is settled by the webhook alone', async () => {
    const own = await start();
    const waiting = await confirm(own, 'pm_card_threeDSecure2Required');
    expect(waiting).toMatchObject({ kind: 'requires_action' });
    await answerChallenge(own.paymentId, 'complete');
    await harness.settle();
    expect(await harness.payments.get({ ...harness.shop, ...own })).toMatchObject({
      status: 'succeeded',
      card: { last4: '3220' },
    });
    expect((await row(own.paymentId)).ledger).toHaveLength(1);
  });

  it('takes a replayed answer for what it is: old news', async () => {
    const own = await start();
    const input = {
      ...harness.shop,
      ...own,
      confirmationTokenId: await harness.token('pm_card_threeDSecure2Required'),
    };
    expect(await harness.payments.confirm(input, BY_CUSTOMER)).toMatchObject({ kind: 'requires_action' });
    harness.sandbox.control.webhooks.hold();
    await answerChallenge(own.paymentId, 'complete');
    // The page repeats its call, as after a lost connection; Stripe replays what it said before the bank answered.
    expect(await harness.payments.confirm(input, BY_CUSTOMER)).toMatchObject({ kind: 'succeeded' });
    harness.sandbox.control.webhooks.release();
    await harness.settle();
    expect(await row(own.paymentId)).toMatchObject({
      status: 'succeeded',
      capturedAmount: 4800n,
      ledger: { length: 1 },
    });
  });

  it('lets the customer try again after a failed challenge', async () => {
    const own = await start();
    await confirm(own, 'pm_card_threeDSecure2Required');
    await answerChallenge(own.paymentId, 'fail');
    await harness.settle();
    expect(await harness.payments.get({ ...harness.shop, ...own })).toMatchObject({
      canRetry: true,
      failure: { failureClass: 'authentication_required' },
    });
    expect(await confirm(own, 'pm_card_visa')).toMatchObject({ kind: 'succeeded' });
  });

  it('lets the customer leave a challenge for another card', async () => {
    const own = await start();
    await confirm(own, 'pm_card_threeDSecure2Required');
    expect(await confirm(own, 'pm_card_visa')).toMatchObject({ kind: 'succeeded' });
    await harness.settle();
    expect((await row(own.paymentId)).attempts.map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  });

  it('charges once when the connection breaks after the charge and the customer repeats', async () => {
    const own = await start();
    const input = { ...harness.shop, ...own, confirmationTokenId: await harness.token('pm_card_visa') };
    harness.sandbox.control.faults.plan({ fault: 'reset_after', method: 'POST', path: /confirm$/, times: 2 });
    await expect(harness.payments.confirm(input, BY_CUSTOMER)).rejects.toMatchObject({ code: 'stripe_unavailable' });
    expect(await harness.payments.confirm(input, BY_CUSTOMER)).toMatchObject({ kind: 'succeeded' });
    await harness.settle();
    const payment = await row(own.paymentId);
    const charges = await harness.stripe.charges.list({ payment_intent: payment.stripePaymentIntentId ?? '' });
    expect(charges.data).toHaveLength(1);
    expect(payment.ledger).toHaveLength(1);
  });

  it('charges once for a double click', async () => {
    const own = await start();
    const input = { ...harness.shop, ...own, confirmationTokenId: await harness.token('pm_card_visa') };
    const settled = await Promise.allSettled([
      harness.payments.confirm(input, BY_CUSTOMER),
      harness.payments.confirm(input, BY_CUSTOMER),
    ]);
    const outcomes = settled.map((one) => (one.status === 'fulfilled' ? one.value.kind : one.reason.code));
    // The second is told the same, or that the first is under way.
    expect(outcomes).toContain('succeeded');
    expect(['succeeded', 'conflict']).toEqual(expect.arrayContaining(outcomes));
    await harness.settle();
    const payment = await row(own.paymentId);
    expect(payment).toMatchObject({ status: 'succeeded', capturedAmount: 4800n, ledger: { length: 1 } });
    expect(payment.attempts).toHaveLength(1);
    const charges = await harness.stripe.charges.list({ payment_intent: payment.stripePaymentIntentId ?? '' });
    expect(charges.data).toHaveLength(1);
  });

  it('that Stripe refuses outright fails the payment, says so, and takes another card', async () => {
    const own = await start();
    const refused = await harness.payments.confirm(
      { ...harness.shop, ...own, confirmationTokenId: 'ctoken_unknown' },
      BY_CUSTOMER,
    );
    expect(refused).toMatchObject({ kind: 'declined' });
    expect(await row(own.paymentId)).toMatchObject({
      status: 'requires_payment_method',
      failureCode: 'resource_missing',
      attempts: [{ status: 'failed', openForPaymentId: null, failureCode: 'resource_missing' }],
    });
    expect(await typesOf(own.paymentId)).toContain('payment.attempt_failed');
    const { items } = await harness.payments.list({ status: 'failed', limit: 100 });
    expect(items.map(({ id }) => id)).toContain(own.paymentId);
    expect(await confirm(own, 'pm_card_visa')).toMatchObject({ kind: 'succeeded' });
    expect(await row(own.paymentId)).toMatchObject({ status: 'succeeded', failureCode: null });
  });

  it('of a payment that was paid meanwhile tells so and books it, though Stripe refuses the request', async () => {
    const own = await start();
    const { stripePaymentIntentId } = await row(own.paymentId);
    harness.sandbox.control.webhooks.hold();
    await harness.stripe.paymentIntents.confirm(stripePaymentIntentId ?? '', { payment_method: 'pm_card_visa' });
    expect(await confirm(own, 'pm_card_mastercard')).toEqual({ kind: 'succeeded', paymentId: own.paymentId });
    harness.sandbox.control.webhooks.release();
    await harness.settle();
    const payment = await row(own.paymentId);
    expect(payment).toMatchObject({ status: 'succeeded', capturedAmount: 4800n, ledger: { length: 1 } });
    expect(payment.attempts.map(({ status, cardBrand }) => [status, cardBrand]).sort()).toEqual([
      ['failed', null],
      ['succeeded', 'visa'],
    ]);
  });

  it('of a canceled payment tells so, and the order is closed', async () => {
    const own = await start();
    const { stripePaymentIntentId } = await row(own.paymentId);
    await harness.stripe.paymentIntents.cancel(stripePaymentIntentId ?? '', { cancellation_reason: 'abandoned' });
    await harness.settle();
    expect(await confirm(own, 'pm_card_visa')).toEqual({ kind: 'canceled', paymentId: own.paymentId });
    expect(await row(own.paymentId)).toMatchObject({ status: 'canceled', order: { status: 'canceled' }, attempts: [] });
    expect(await typesOf(own.paymentId)).toContain('payment.canceled');
  });

  it('refuses the card entry of another payment', async () => {
    const [mine, theirs] = [await start(), await start()];
    const confirmationTokenId = await harness.token('pm_card_visa_chargeDeclined');
    await harness.payments.confirm({ ...harness.shop, ...theirs, confirmationTokenId }, BY_CUSTOMER);
    await expect(
      harness.payments.confirm({ ...harness.shop, ...mine, confirmationTokenId }, BY_CUSTOMER),
    ).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await row(mine.paymentId)).attempts).toEqual([]);
  });

  it('refuses a second card while the outcome of the first is unknown, and takes it once the request must be lost', async () => {
    const own = await start();
    harness.sandbox.control.faults.plan({ fault: 'reset_before', method: 'POST', path: /confirm$/, times: 2 });
    await expect(confirm(own, 'pm_card_visa')).rejects.toMatchObject({ code: 'stripe_unavailable' });
    harness.clock.advance(89_999);
    await expect(confirm(own, 'pm_card_mastercard')).rejects.toMatchObject({ code: 'conflict' });
    harness.clock.advance(1);
    expect(await confirm(own, 'pm_card_mastercard')).toMatchObject({ kind: 'succeeded' });
    expect((await row(own.paymentId)).attempts.map(({ status }) => status)).toEqual(['failed', 'succeeded']);
    expect(await typesOf(own.paymentId)).toContain('payment.attempt_abandoned');
  });

  it('refuses a second card for as long as the bank works on the first', async () => {
    const own = await start();
    const { stripePaymentIntentId } = await row(own.paymentId);
    harness.sandbox.control.settlement.later({ intent: stripePaymentIntentId ?? '' });
    expect(await confirm(own, 'pm_card_visa')).toEqual({ kind: 'processing', paymentId: own.paymentId });
    harness.clock.advance(24 * 60 * 60_000);
    await expect(confirm(own, 'pm_card_mastercard')).rejects.toMatchObject({ code: 'conflict' });
    expect((await row(own.paymentId)).attempts).toMatchObject([{ status: 'processing' }]);
    harness.sandbox.control.settlement.settle(stripePaymentIntentId ?? '');
    await harness.settle();
    expect(await row(own.paymentId)).toMatchObject({
      status: 'succeeded',
      cardLast4: '4242',
      attempts: [{ status: 'succeeded', finishedAt: expect.any(Date) }],
    });
  });

  it.each<[string, (intentId: string) => Promise<unknown>, string]>([
    ['with the bank', async (intentId) => harness.sandbox.control.settlement.later({ intent: intentId }), 'processing'],
    [
      'authorised',
      (intentId) => harness.stripe.paymentIntents.update(intentId, { capture_method: 'manual' }),
      'requires_capture',
    ],
  ])('of a payment that is %s meanwhile tells so, and calls it no decline', async (_, prepare, status) => {
    const own = await start();
    const intentId = (await row(own.paymentId)).stripePaymentIntentId ?? '';
    harness.sandbox.control.webhooks.hold();
    await prepare(intentId);
    await harness.stripe.paymentIntents.confirm(intentId, { payment_method: 'pm_card_visa' });
    expect(await confirm(own, 'pm_card_mastercard')).toEqual({ kind: 'processing', paymentId: own.paymentId });
    expect((await row(own.paymentId)).status).toBe(status);
    harness.sandbox.control.webhooks.release();
    await harness.settle();
  });

  it('takes a replayed decline for what it is: old news', async () => {
    const own = await start();
    const confirmationTokenId = await harness.token('pm_card_visa_chargeDeclined');
    const input = { ...harness.shop, ...own, confirmationTokenId };
    harness.sandbox.control.webhooks.hold();
    harness.sandbox.control.faults.plan({ fault: 'reset_after', method: 'POST', path: /confirm$/, times: 2 });
    await expect(harness.payments.confirm(input, BY_CUSTOMER)).rejects.toMatchObject({ code: 'stripe_unavailable' });
    const { stripePaymentIntentId } = await row(own.paymentId);
    await harness.stripe.paymentIntents.confirm(stripePaymentIntentId ?? '', { payment_method: 'pm_card_visa' });
    // The page repeats its call; Stripe replays its decline, though another card has paid since.
    expect(await harness.payments.confirm(input, BY_CUSTOMER)).toEqual({
      kind: 'succeeded',
      paymentId: own.paymentId,
    });
    expect(await row(own.paymentId)).toMatchObject({ status: 'succeeded', failureCode: null });
    harness.sandbox.control.webhooks.release();
    await harness.settle();
    expect((await row(own.paymentId)).ledger).toHaveLength(1);
  });

  it('tells a repeated call of a declined card the same decline without charging anew', async () => {
    const own = await start();
    const input = {
      ...harness.shop,
      ...own,
      confirmationTokenId: await harness.token('pm_card_visa_chargeDeclinedInsufficientFunds'),
    };
    const first = await harness.payments.confirm(input, BY_CUSTOMER);
    const before = await typesOf(own.paymentId);
    expect(await harness.payments.confirm(input, BY_CUSTOMER)).toEqual(first);
    expect(await typesOf(own.paymentId)).toEqual(before);
  });

  it('is closed to who does not hold the secret', async () => {
    const own = await start();
    const other = await start();
    await expect(confirm({ ...own, paymentSecret: other.paymentSecret }, 'pm_card_visa')).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(harness.payments.get({ ...harness.shop, ...own, paymentSecret: '' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

async function answerChallenge(paymentId: string, verdict: 'complete' | 'fail'): Promise<void> {
  const payment = await row(paymentId);
  const intent = await harness.stripe.paymentIntents.retrieve(payment.stripePaymentIntentId ?? '');
  const page = JSON.stringify(intent.next_action).match(/http[^"]+3ds\/(payatt_[^"]+)/);
  const origin = harness.payments.stripeForBrowsers.scriptUrl.replace('/v3/stripe.js', '');
  const response = await fetch(`${origin}/v1/3ds2/${page?.[1]}/${verdict}`, {
    method: 'POST',
    headers: { authorization: 'Bearer pk_test_flashstudio', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_secret: intent.client_secret ?? '' }),
  });
  expect(response.status).toBe(200);
}

describe('what a receipt says', () => {
  it('is what was captured, of what, by which card, and for whom', async () => {
    const own = await start({ currency: 'jpy', customer: { email: 'Receipt@Example.com', name: 'Ada' } });
    expect(await harness.payments.receipt(own.paymentId)).toBeNull();
    await confirm(own, 'pm_card_mastercard');
    const payment = await row(own.paymentId);
    expect(await harness.payments.receipt(own.paymentId)).toEqual({
      paymentId: own.paymentId,
      orderId: payment.orderId,
      shopId: harness.shop.shopId,
      recipient: 'receipt@example.com',
      customerName: 'Ada',
      lines: [{ name: 'Ceramic mug', quantity: 2, amount: money(7200n, 'JPY') }],
      total: money(7200n, 'JPY'),
      card: { brand: 'mastercard', last4: '4444' },
      paidAt: payment.succeededAt,
    });
  });
});
