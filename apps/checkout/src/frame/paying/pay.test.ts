import type { MoneyJson } from '@flashstudio/money';
import { TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import type { CardForm } from './card-form.ts';
import { requestKeyFor } from './cart.ts';
import { createKept } from './kept.ts';
import { createPayer, type PayerDeps, type Press } from './pay.ts';

type Api = PayerDeps['api'];
type Answer<Name extends keyof Api> = Awaited<ReturnType<Api[Name]>>;

const cart = { publishableKey: 'pk_a', items: [{ productId: 'mug', quantity: 1 }], currency: 'USD' };
const email = 'ada@example.com';
const usd = (amount: string): MoneyJson => ({ amount, currency: 'USD' });

/** An error in the server's words. */
function told(appCode: string, details: Record<string, string> | null = null): Error {
  return TRPCClientError.from({ error: { code: -32000, message: `told ${appCode}`, data: { appCode, details } } });
}

/** A call that got no answer. */
function lost(): Error {
  return TRPCClientError.from(new TypeError('Failed to fetch'));
}

interface Script {
  create?: (call: number) => Partial<Answer<'create'>> | Error;
  confirm?: (call: number) => Answer<'confirm'> | Error;
  get?: (call: number) => Partial<Answer<'get'>> | Error;
  card?: Partial<CardForm>;
  /** What the cart costs now. */
  quoted?: MoneyJson;
}

/** A browser whose server and card fields do as the test says; all else goes well. */
function browser(script: Script = {}) {
  const sent = {
    create: [] as Parameters<Api['create']>[0][],
    confirm: [] as Parameters<Api['confirm']>[0][],
    tokens: 0,
    polls: 0,
  };
  const kept = createKept(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  const api: Api = {
    async create(input) {
      sent.create.push(input);
      const answer: Answer<'create'> = {
        paymentId: `pay_${input.requestKey}`,
        paymentSecret: 'secret',
        clientSecret: 'pi_1_secret_1',
        status: 'requires_payment_method',
        amount: money(),
      };
      return said(answer, script.create?.(sent.create.length));
    },
    async confirm(input) {
      sent.confirm.push(input);
      const { paymentId } = input;
      return said<Answer<'confirm'>>({ kind: 'succeeded', paymentId }, script.confirm?.(sent.confirm.length));
    },
    async get({ paymentId }) {
      sent.polls += 1;
      const answer: Answer<'get'> = {
        paymentId,
        status: 'processing',
        amount: money(),
        failure: null,
        canRetry: true,
        card: null,
      };
      return said(answer, script.get?.(sent.polls));
    },
  };
  const card: CardForm = {
    check: async () => ({ kind: 'ok' }),
    async tokenize() {
      sent.tokens += 1;
      return { kind: 'token', id: `ctoken_${sent.tokens}` };
    },
    authenticate: async () => 'passed',
    ...script.card,
  };
  const payer = createPayer({ api, kept, pause: async () => {} });
  return {
    sent,
    /** The key the next press would use. */
    key: () => requestKeyFor(kept, cart, email).key,
    keysSent: () => sent.create.map(({ requestKey }) => requestKey),
    tokensSent: () => sent.confirm.map(({ confirmationTokenId }) => confirmationTokenId),
    pay: (change: Partial<Press['order']> = {}) =>
      payer.pay({
        card,
        order: { cart, email, name: '', shown: usd('2400'), ...change },
        requote: async () => script.quoted ?? usd('2400'),
        progress: () => {},
      }),
  };
}

function money(): Answer<'create'>['amount'] {
  return JSON.parse(JSON.stringify(usd('2400')));
}

function said<T>(usual: T, instead: Partial<T> | Error | undefined): T {
  if (instead instanceof Error) throw instead;
  return { ...usual, ...instead };
}

/** A status the types of today do not know, as a server of tomorrow may say it. */
function status(name: string): Partial<Answer<'create'>> {
  return JSON.parse(JSON.stringify({ status: name }));
}

const amount = (minor: string): Partial<Answer<'create'>> => JSON.parse(JSON.stringify({ amount: usd(minor) }));
const paid = { kind: 'paid', email, amount: usd('2400') };

describe('the total on the screen', () => {
  it('is what a payment is ordered and confirmed for', async () => {
    const { pay, sent } = browser();
    expect(await pay()).toMatchObject(paid);
    expect(sent.confirm).toHaveLength(1);
    expect(sent.create[0]).toHaveProperty('expectedTotal', usd('2400'));
  });

  it.each([
    ['the order has another', () => amount('9900')],
    ['the server says that it has changed', () => told('conflict', { reason: 'total_changed' })],
  ])('is not charged when %s: the customer decides about the new one', async (_how, create) => {
    const { pay, sent } = browser({ create: (call) => (call === 1 ? create() : amount('9900')), quoted: usd('9900') });
    expect(await pay()).toEqual({ kind: 'total_changed', total: usd('9900') });
    expect([sent.tokens, sent.confirm.length]).toEqual([0, 0]);
    expect(await pay({ shown: usd('9900') })).toMatchObject({ kind: 'paid', amount: usd('9900') });
  });

  it.each([
    ['the order has another', () => amount('2400')],
    ['the server says so', () => told('conflict', { reason: 'total_changed' })],
  ])('is charged by a new order when an earlier one costs another amount (%s)', async (_how, create) => {
    const { pay, keysSent } = browser({
      create: (call) => (call === 1 ? create() : amount('2900')),
      quoted: usd('2900'),
    });
    expect(await pay({ shown: usd('2900') })).toMatchObject({ kind: 'paid', amount: usd('2900') });
    expect(new Set(keysSent()).size).toBe(2);
  });

  it('is not charged in another currency', async () => {
    const { pay, sent } = browser({
      create: () => JSON.parse('{"amount":{"amount":"2400","currency":"EUR"}}'),
      quoted: { amount: '2400', currency: 'EUR' },
    });
    expect(await pay()).toMatchObject({ kind: 'total_changed' });
    expect(sent.confirm).toHaveLength(0);
  });
});

describe('a request key', () => {
  it('lasts while the order can be paid, and ends when it is', async () => {
    const { pay, key, keysSent } = browser({
      confirm: (call) =>
        call === 1
          ? { kind: 'declined', paymentId: 'pay_1', failureClass: 'card_declined', message: 'No.', retryable: true }
          : { kind: 'succeeded', paymentId: 'pay_1' },
    });
    expect(await pay()).toMatchObject({ kind: 'refused', code: 'card_declined', message: 'No.' });
    expect(await pay()).toMatchObject({ kind: 'paid' });
    expect(new Set(keysSent()).size).toBe(1);
    expect(keysSent()).not.toContain(key());
  });

  it.each(['canceled', 'expired', 'refunded'])('of an order that is %s gives way to a new one', async (end) => {
    const { pay, keysSent } = browser({ create: (call) => (call === 1 ? status(end) : {}) });
    expect(await pay()).toMatchObject({ ...paid, paymentId: `pay_${keysSent()[1]}` });
    expect(new Set(keysSent()).size).toBe(2);
  });

  it.each([
    ['when it is confirmed', { confirm: () => ({ kind: 'canceled', paymentId: 'pay_1' }) as const }],
    [
      'while the bank works on it',
      {
        confirm: () => ({ kind: 'processing', paymentId: 'pay_1' }) as const,
        get: () => ({ status: 'canceled' }) as const,
      },
    ],
  ])('ends with an order that turns out canceled %s, and the customer is told', async (_when, script) => {
    const { pay, key, keysSent } = browser(script);
    expect(await pay()).toMatchObject({ kind: 'refused', code: 'canceled' });
    expect(keysSent()).not.toContain(key());
  });

  it('ends with an order for which too many cards were tried, and the next press starts it anew', async () => {
    const usedUp = { kind: 'canceled', paymentId: 'pay_1', reason: 'attempts_used_up' } as const;
    const { pay, keysSent } = browser({
      confirm: (call) => (call === 1 ? usedUp : { kind: 'succeeded', paymentId: 'pay_2' }),
    });
    expect(await pay()).toMatchObject({
      kind: 'refused',
      code: 'attempts_used_up',
      message: expect.stringMatching(/^Too many cards .* not been charged.* start it anew/),
    });
    expect(await pay()).toMatchObject(paid);
    expect(new Set(keysSent()).size).toBe(2);
  });

  it.each(['succeeded', 'requires_capture'])(
    'of an order that turns out %s makes no second payment, and ends',
    async (end) => {
      const { pay, sent, key, keysSent } = browser({ create: () => status(end) });
      expect(await pay()).toMatchObject(paid);
      expect([sent.tokens, sent.confirm.length]).toEqual([0, 0]);
      expect(keysSent()).not.toContain(key());
    },
  );

  it('of an order the bank is working on makes no second payment', async () => {
    const { pay, sent } = browser({ create: () => status('processing') });
    expect(await pay()).toMatchObject({ kind: 'processing' });
    expect([sent.tokens, sent.confirm.length]).toEqual([0, 0]);
  });

  it('that the server knows for another order is replaced, once', async () => {
    const { pay, keysSent } = browser({ create: (call) => (call === 1 ? told('conflict') : {}) });
    expect(await pay()).toMatchObject({ kind: 'paid' });
    expect(new Set(keysSent()).size).toBe(2);
    const hopeless = browser({ create: () => told('conflict') });
    expect(await hopeless.pay()).toMatchObject({ kind: 'refused', code: 'conflict' });
    expect(hopeless.sent.create).toHaveLength(2);
  });

  it('stays when the server refuses for a reason of its own, or reports what we do not know', async () => {
    for (const create of [() => told('conflict', { reason: 'busy' }), () => status('half_paid')]) {
      const { pay, sent, key, keysSent } = browser({ create });
      expect(await pay()).toMatchObject({ kind: 'refused' });
      expect(sent.confirm).toHaveLength(0);
      expect(new Set([...keysSent(), key()]).size).toBe(1);
    }
  });

  it('of a payment the server does not know any more ends', async () => {
    const { pay, key, keysSent } = browser({ confirm: () => told('not_found') });
    expect(await pay()).toMatchObject({ kind: 'refused', code: 'not_found' });
    expect(keysSent()).not.toContain(key());
  });
});

describe('a confirmation whose answer is lost', () => {
  it('is repeated with the same token until there is an answer', async () => {
    const { pay, tokensSent } = browser({
      confirm: (call) => (call < 3 ? lost() : { kind: 'succeeded', paymentId: 'p' }),
    });
    expect(await pay()).toMatchObject({ kind: 'paid' });
    expect(tokensSent()).toEqual(['ctoken_1', 'ctoken_1', 'ctoken_1']);
  });

  it('is repeated when the server itself got no answer from Stripe', async () => {
    for (const code of ['stripe_unavailable', 'internal']) {
      const { pay, tokensSent } = browser({
        confirm: (call) => (call < 3 ? told(code) : { kind: 'succeeded', paymentId: 'p' }),
      });
      expect(await pay()).toMatchObject({ kind: 'paid' });
      expect(tokensSent()).toEqual(['ctoken_1', 'ctoken_1', 'ctoken_1']);
    }
  });

  it('is settled before anything else is tried with the cart, whatever the customer changed', async () => {
    const { pay, sent, tokensSent } = browser({
      confirm: (call) => (call < 4 ? lost() : { kind: 'succeeded', paymentId: 'p' }),
    });
    expect(await pay()).toMatchObject({ kind: 'refused', code: 'network_error' });
    expect(await pay({ email: 'grace@example.com' })).toMatchObject(paid);
    expect(sent.create).toHaveLength(1);
    expect(new Set(tokensSent())).toEqual(new Set(['ctoken_1']));
  });

  it('stays open while the server says that it is under way', async () => {
    const { pay, tokensSent } = browser({ confirm: (call) => (call < 4 ? lost() : told('conflict')) });
    await pay();
    await pay();
    await pay();
    expect(new Set(tokensSent())).toEqual(new Set(['ctoken_1']));
  });

  it('says nothing of another cart', async () => {
    const { pay, sent } = browser({ confirm: (call) => (call < 4 ? lost() : { kind: 'succeeded', paymentId: 'p' }) });
    await pay();
    const other = { ...cart, items: [{ productId: 'lamp', quantity: 1 }] };
    expect(await pay({ cart: other })).toMatchObject({ kind: 'paid' });
    expect(sent.create).toHaveLength(2);
  });

  it('is no longer open when it was refused at once: the card typed next is the one charged', async () => {
    const { pay, tokensSent } = browser({
      confirm: (call) => (call === 1 ? told('conflict') : { kind: 'succeeded', paymentId: 'p' }),
    });
    await pay();
    await pay();
    expect(tokensSent()).toEqual(['ctoken_1', 'ctoken_2']);
  });
});

describe('what the bank says', () => {
  const asks = () => ({ kind: 'requires_action', paymentId: 'p', clientSecret: 'pi_1_secret_1' }) as const;

  it('is asked for until there is an outcome, though a look fails now and then', async () => {
    const { pay } = browser({
      confirm: asks,
      get: (call) => (call === 1 ? lost() : { status: call < 4 ? 'requires_action' : 'succeeded' }),
    });
    expect(await pay()).toMatchObject(paid);
  });

  it('is not guessed: a payment in processing is neither paid nor refused, and its order is kept', async () => {
    const { pay, key, keysSent } = browser({ confirm: () => ({ kind: 'processing', paymentId: 'p' }) });
    expect(await pay()).toMatchObject({ kind: 'processing' });
    expect(keysSent()).toContain(key());
  });

  it.each([
    ['failed', 'refused', false],
    ['open', 'refused', true],
    ['passed', 'processing', true],
  ] as const)('when the question has %s and no news come, the payment is %s', async (answer, kind, looks) => {
    const { pay, sent } = browser({
      confirm: asks,
      get: () => ({ status: 'requires_action' }),
      card: { authenticate: async () => answer },
    });
    expect(await pay()).toMatchObject({ kind });
    expect(sent.polls > 0).toBe(looks);
  });

  it('is told in words when it refuses later', async () => {
    const failure = { failureClass: 'insufficient_funds', message: 'Not enough.' } as const;
    const { pay } = browser({ confirm: asks, get: () => ({ status: 'requires_payment_method', failure }) });
    expect(await pay()).toEqual({ kind: 'refused', code: 'insufficient_funds', message: 'Not enough.' });
  });
});

describe('whatever goes wrong', () => {
  /** Throws the first time it is asked, and then gives the answer. */
  const throwingOnce = <T>(answer: T): (() => Promise<T>) => {
    let asked = 0;
    return async () => {
      asked += 1;
      if (asked === 1) throw new TypeError('undefined is not a function');
      return answer;
    };
  };

  it.each<[string, () => Partial<CardForm>]>([
    ['before', () => ({ check: throwingOnce({ kind: 'ok' } as const) })],
    ['in the middle of', () => ({ tokenize: throwingOnce({ kind: 'token', id: 'ctoken_1' } as const) })],
  ])('%s a try is told to the customer, and the next try may go well', async (_when, card) => {
    const { pay, sent } = browser({ card: card() });
    expect(await pay()).toMatchObject({ kind: 'refused', code: 'widget_failed' });
    expect(sent.confirm).toEqual([]);
    expect(await pay()).toMatchObject({ kind: 'paid' });
  });

  it('with the form is shown by the form, and nothing is sent', async () => {
    const { pay, sent } = browser({ card: { check: async () => ({ kind: 'incomplete' }) } });
    expect(await pay()).toEqual({ kind: 'incomplete' });
    expect(sent.create).toHaveLength(0);
  });

  it('with the e-mail address is told at its field', async () => {
    const { pay } = browser({ create: () => told('invalid_input', { 'customer.email': 'Invalid email' }) });
    expect(await pay()).toMatchObject({ kind: 'refused', field: 'email' });
  });

  it('with the connection says that nobody pays twice', async () => {
    const { pay, sent } = browser({ create: lost });
    expect(await pay()).toMatchObject({ message: expect.stringContaining('not be charged twice') });
    expect(sent.create).toHaveLength(3);
  });
});
