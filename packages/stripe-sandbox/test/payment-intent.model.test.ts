import fc from 'fast-check';
import qs from 'qs';
import { expect, it } from 'vitest';
import { createStripeSandbox, type StripeSandbox } from './support/checked-sandbox.ts';

/**
 * Drives PaymentIntents with random operations and compares each step with a pure model of Stripe's published life
 * cycle: https://docs.stripe.com/payments/paymentintents/lifecycle
 */
interface Model {
  status:
    | 'requires_payment_method'
    | 'requires_confirmation'
    | 'requires_action'
    | 'processing'
    | 'requires_capture'
    | 'succeeded'
    | 'canceled';
  amount: number;
  received: number;
  manual: boolean;
  charges: number;
  refunded: number;
  /** Payments wait for the bank's answer. */
  deferred: boolean;
}

interface Real {
  readonly sandbox: StripeSandbox;
  id: string;
  clientSecret: string;
  /** The bank's page that was opened last. */
  challenge: string;
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly id: string;
    readonly status: string;
    readonly client_secret: string;
    readonly amount: number;
    readonly amount_received: number;
    readonly next_action: { readonly use_stripe_sdk?: { readonly source: string } } | null;
    readonly data?: readonly unknown[];
    readonly error?: { readonly code?: string; readonly type: string };
  };
}

async function call(
  real: Real,
  method: string,
  path: string,
  params: Record<string, unknown> = {},
  key = 'sk_test_flashstudio',
): Promise<Answer> {
  const response = await real.sandbox.app.request(`http://sandbox.test/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-www-form-urlencoded' },
    ...(method === 'GET' ? {} : { body: qs.stringify(params) }),
  });
  return { status: response.status, body: await response.json() };
}

/** What the sandbox holds must be what the model says, after every operation. */
async function agree(model: Model, real: Real): Promise<void> {
  const { body } = await call(real, 'GET', `payment_intents/${real.id}`);
  expect({ status: body.status, amount: body.amount, received: body.amount_received }).toEqual({
    status: model.status,
    amount: model.amount,
    received: model.received,
  });
  const { body: charges } = await call(real, 'GET', `charges?payment_intent=${real.id}&limit=100`);
  expect(charges.data).toHaveLength(model.charges);
  expect(sum(charges.data, 'amount_refunded')).toBe(model.refunded);
  const { body: ledger } = await call(real, 'GET', 'balance_transactions?limit=100');
  expect(sum(ledger.data, 'amount')).toBe(model.received - model.refunded);
}

function sum(objects: readonly unknown[] | undefined, field: string): number {
  return (objects ?? []).reduce((total: number, object) => total + Number(Reflect.get(Object(object), field)), 0);
}

const CONFIRMABLE = new Set(['requires_payment_method', 'requires_confirmation', 'requires_action']);
type Command = fc.AsyncCommand<Model, Real>;

/** The card says yes: the payment is made, or waits for the bank. */
function accept(model: Model): void {
  if (model.deferred) model.status = 'processing';
  else settle(model);
}

function settle(model: Model): void {
  model.status = model.manual ? 'requires_capture' : 'succeeded';
  model.received = model.manual ? 0 : model.amount;
}

class Confirm implements Command {
  readonly card: 'pays' | 'declines' | 'challenges' | 'challenges, then declines';
  constructor(card: Confirm['card']) {
    this.card = card;
  }
  check = () => true;
  toString = () => `confirm with a card that ${this.card}`;
  async run(model: Model, real: Real): Promise<void> {
    const alias = {
      pays: 'pm_card_visa',
      declines: 'pm_card_visa_chargeDeclined',
      challenges: 'pm_card_threeDSecure2Required',
      'challenges, then declines': 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
    }[this.card];
    const { status, body } = await call(real, 'POST', `payment_intents/${real.id}/confirm`, { payment_method: alias });
    if (!CONFIRMABLE.has(model.status)) {
      expect([status, body.error?.code]).toEqual([400, 'payment_intent_unexpected_state']);
    } else if (this.card === 'pays') {
      expect(status).toBe(200);
      model.charges += 1;
      accept(model);
    } else if (this.card === 'declines') {
      expect([status, body.error?.type]).toEqual([402, 'card_error']);
      model.charges += 1;
      model.status = 'requires_payment_method';
    } else {
      expect(status).toBe(200);
      model.status = 'requires_action';
      real.challenge = body.next_action?.use_stripe_sdk?.source ?? '';
    }
    await agree(model, real);
  }
}

class AnswerChallenge implements Command {
  readonly passed: boolean;
  constructor(passed: boolean) {
    this.passed = passed;
  }
  check = (): boolean => true;
  toString = () => (this.passed ? 'pass the challenge' : 'fail the challenge');
  async run(model: Model, real: Real): Promise<void> {
    if (real.challenge === '') return;
    const declines = (await this.#card(real)) === '3178';
    await call(
      real,
      'POST',
      `3ds2/${real.challenge}/${this.passed ? 'complete' : 'fail'}`,
      { client_secret: real.clientSecret },
      'pk_test_flashstudio',
    );
    if (model.status === 'requires_action') {
      if (this.passed) model.charges += 1;
      if (this.passed && !declines) accept(model);
      else model.status = 'requires_payment_method';
    }
    await agree(model, real);
  }
  async #card(real: Real): Promise<string> {
    const { body } = await call(real, 'GET', `payment_intents/${real.id}?expand[]=payment_method`);
    const method: unknown = Reflect.get(body, 'payment_method');
    return typeof method === 'object' && method !== null && 'card' in method
      ? String(Reflect.get(Object(method.card), 'last4'))
      : '';
  }
}

class Cancel implements Command {
  check = () => true;
  toString = () => 'cancel';
  async run(model: Model, real: Real): Promise<void> {
    const { status } = await call(real, 'POST', `payment_intents/${real.id}/cancel`);
    const allowed = model.status !== 'succeeded' && model.status !== 'canceled';
    expect(status).toBe(allowed ? 200 : 400);
    if (allowed) model.status = 'canceled';
    await agree(model, real);
  }
}

class Capture implements Command {
  readonly part: number;
  constructor(part: number) {
    this.part = part;
  }
  check = () => true;
  toString = () => `capture ${this.part}`;
  async run(model: Model, real: Real): Promise<void> {
    const { status } = await call(real, 'POST', `payment_intents/${real.id}/capture`, { amount_to_capture: this.part });
    const allowed = model.status === 'requires_capture' && this.part >= 1 && this.part <= model.amount;
    expect(status).toBe(allowed ? 200 : 400);
    if (allowed) {
      model.status = 'succeeded';
      model.received = this.part;
    }
    await agree(model, real);
  }
}

class Defer implements Command {
  readonly on: boolean;
  constructor(on: boolean) {
    this.on = on;
  }
  check = () => true;
  toString = () => (this.on ? 'let payments settle later' : 'let payments settle at once');
  async run(model: Model, { sandbox }: Real): Promise<void> {
    if (this.on) sandbox.control.settlement.later();
    else sandbox.control.settlement.atOnce();
    model.deferred = this.on;
  }
}

class Settle implements Command {
  readonly outcome: 'succeeded' | 'failed';
  constructor(outcome: Settle['outcome']) {
    this.outcome = outcome;
  }
  check = () => true;
  toString = () => `the bank answers: ${this.outcome}`;
  async run(model: Model, real: Real): Promise<void> {
    const waiting = model.status === 'processing';
    expect(real.sandbox.control.settlement.settle(real.id, this.outcome)).toBe(waiting);
    if (waiting && this.outcome === 'succeeded') settle(model);
    else if (waiting) model.status = 'requires_payment_method';
    await agree(model, real);
  }
}

class Refund implements Command {
  readonly part: number;
  constructor(part: number) {
    this.part = part;
  }
  check = () => true;
  toString = () => `refund ${this.part}`;
  async run(model: Model, real: Real): Promise<void> {
    const { status } = await call(real, 'POST', 'refunds', { payment_intent: real.id, amount: this.part });
    const allowed = model.status === 'succeeded' && this.part >= 1 && this.part <= model.received - model.refunded;
    expect(status).toBe(allowed ? 200 : 400);
    if (allowed) model.refunded += this.part;
    await agree(model, real);
  }
}

class Reprice implements Command {
  readonly amount: number;
  constructor(amount: number) {
    this.amount = amount;
  }
  check = () => true;
  toString = () => `change the amount to ${this.amount}`;
  async run(model: Model, real: Real): Promise<void> {
    const { status } = await call(real, 'POST', `payment_intents/${real.id}`, { amount: this.amount });
    const allowed = CONFIRMABLE.has(model.status) && this.amount >= 50;
    expect(status).toBe(allowed ? 200 : 400);
    if (allowed) model.amount = this.amount;
    await agree(model, real);
  }
}

it('a payment intent behaves as the published life cycle, whatever is done to it', async () => {
  const commands = fc.commands(
    [
      fc
        .constantFrom<Confirm['card']>('pays', 'declines', 'challenges', 'challenges, then declines')
        .map((card) => new Confirm(card)),
      fc.boolean().map((passed) => new AnswerChallenge(passed)),
      fc.constant(new Cancel()),
      fc.boolean().map((on) => new Defer(on)),
      fc.constantFrom<Settle['outcome']>('succeeded', 'failed').map((outcome) => new Settle(outcome)),
      fc.integer({ min: 0, max: 3_000 }).map((part) => new Capture(part)),
      fc.integer({ min: 0, max: 2_500 }).map((part) => new Refund(part)),
      fc.integer({ min: 1, max: 3_000 }).map((amount) => new Reprice(amount)),
    ],
    { maxCommands: 15 },
  );
  await fc.assert(
    fc.asyncProperty(commands, fc.boolean(), async (steps, manual) => {
      const sandbox = createStripeSandbox();
      await fc.asyncModelRun(async () => {
        const real: Real = { sandbox, id: '', clientSecret: '', challenge: '' };
        const created = await call(real, 'POST', 'payment_intents', {
          amount: 2_000,
          currency: 'usd',
          'automatic_payment_methods[enabled]': true,
          'automatic_payment_methods[allow_redirects]': 'never',
          capture_method: manual ? 'manual' : 'automatic',
        });
        real.id = created.body.id;
        real.clientSecret = created.body.client_secret;
        const model: Model = {
          status: 'requires_payment_method',
          amount: 2_000,
          received: 0,
          manual,
          charges: 0,
          refunded: 0,
          deferred: false,
        };
        return { model, real };
      }, steps);
      await sandbox.close();
    }),
    { numRuns: 1_000 },
  );
}, 240_000);
