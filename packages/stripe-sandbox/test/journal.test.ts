import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCards, traceOf } from '../src/cards/test-cards.ts';
import { openSandbox, refusal, type TestSandbox } from './support/sandbox.ts';

let folder: string;
let persistTo: string;
let test: TestSandbox;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'journal-'));
  persistTo = path.join(folder, 'kept', 'stripe.jsonl');
});
afterEach(async () => {
  await test.close();
  await rm(folder, { recursive: true });
});

const NO_FUNDS = '4000000000009995';
const PLAIN = '6011111111111117';
/** Looks as if it were the card that is always declined, and is another one. */
const LOOKALIKE = '4000000000180002';
const CVC = '9876';
const typed = (number: string, where = 'card') =>
  `type=card&${where}[number]=${number}&${where}[exp_month]=12&${where}[exp_year]=2034&${where}[cvc]=${CVC}`;
const inside = (number: string) =>
  typed(number)
    .split('&')
    .map((field) => field.replace(/^(\w+)/, 'payment_method_data[$1]'))
    .join('&');
const PAYMENT = 'amount=700&currency=usd&confirm=true&return_url=https://shop.test';

/** Every way in which a card is told to the sandbox. */
const WAYS: readonly [string, string, (number: string) => string][] = [
  ['a payment method', '/v1/payment_methods', (number) => typed(number)],
  ['a confirmation token', '/v1/confirmation_tokens', inside],
  ['a payment', '/v1/payment_intents', (number) => `${PAYMENT}&${inside(number)}`],
  ['a set-up', '/v1/setup_intents', (number) => `confirm=true&return_url=https://shop.test&${inside(number)}`],
];

describe('what is kept on disk', () => {
  it.each(WAYS)('of a card given for %s is neither its number nor its security code', async (_, target, form) => {
    test = await openSandbox({ persistTo });
    for (const [index, number] of [NO_FUNDS, PLAIN, LOOKALIKE].entries()) {
      const headers = { 'idempotency-key': `card ${index}` };
      const spaced = number.replace(/(\d{4})(?=\d)/g, '$1 ');
      for (const body of [form(number), form(encodeURIComponent(spaced))]) {
        const { status } = await test.raw('POST', target, { body, headers });
        expect([200, 402]).toContain(status);
      }
    }
    await test.close();
    test = await openSandbox({ persistTo });
    const kept = await readFile(persistTo, 'utf8');
    for (const number of [NO_FUNDS, PLAIN, LOOKALIKE]) expect(kept).not.toContain(number);
    expect(kept).not.toMatch(/\b9876\b/);
    expect(kept).toContain('"last4":"1117"');
  });

  it('is for its user alone, whatever the umask', async () => {
    await mkdir(path.dirname(persistTo), { mode: 0o700 });
    await writeFile(`${persistTo}.new`, 'left by a crash', { mode: 0o644 });
    const before = process.umask(0);
    try {
      test = await openSandbox({ persistTo });
      await test.stripe.customers.create({ name: 'Ada' });
    } finally {
      process.umask(before);
    }
    expect((await stat(persistTo)).mode & 0o777).toBe(0o600);
  });

  it('goes into a folder for its user alone, if it has to be made', async () => {
    const before = process.umask(0);
    try {
      test = await openSandbox({ persistTo });
    } finally {
      process.umask(before);
    }
    expect((await stat(path.dirname(persistTo))).mode & 0o777).toBe(0o700);
  });
});

describe('a card that was kept', () => {
  const charge = (payment_method: string) =>
    test.stripe.paymentIntents.create({
      amount: 700,
      currency: 'usd',
      payment_method,
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
  const make = async (number: string) => {
    const { body } = await test.raw('POST', '/v1/payment_methods', { body: typed(number) });
    return String(body.id);
  };

  it('behaves after a restart as it did before, and one that only looks like it does not', async () => {
    test = await openSandbox({ persistTo });
    const [declined, plain, lookalike] = [await make(NO_FUNDS), await make(PLAIN), await make(LOOKALIKE)];
    const token = await test.stripe.testHelpers.confirmationTokens.create({ payment_method: declined });
    await test.close();
    test = await openSandbox({ persistTo });
    expect(await refusal(charge(declined))).toMatchObject({ decline_code: 'insufficient_funds' });
    expect((await charge(plain)).status).toBe('succeeded');
    expect((await charge(lookalike)).status).toBe('succeeded');
    const { id } = await test.stripe.paymentIntents.create({ amount: 700, currency: 'usd' });
    const confirmed = test.stripe.paymentIntents.confirm(id, {
      confirmation_token: token.id,
      return_url: 'https://shop.test',
    });
    expect(await refusal(confirmed)).toMatchObject({ decline_code: 'insufficient_funds' });
  });

  it('with its whole number by an earlier version still behaves so, and its number is gone from the file', async () => {
    test = await openSandbox({ persistTo });
    const [declined, plain] = [await make(NO_FUNDS), await make(PLAIN)];
    const token = await test.stripe.testHelpers.confirmationTokens.create({ payment_method: declined });
    await test.close();
    const number = (id: string, value: string) =>
      JSON.stringify(['acct_flashstudio', 'cardNumbers', id, { id, value }]);
    const kept = (await readFile(persistTo, 'utf8')).split('\n').filter((line) => !/testCards|tokenMethods/.test(line));
    const gone = JSON.stringify(['acct_flashstudio', 'cardNumbers', 'pm_gone', null]);
    const old = [number(declined, NO_FUNDS), number(plain, PLAIN), number(token.id, declined), gone];
    await writeFile(persistTo, [...old, ...kept].join('\n'), { mode: 0o644 });

    test = await openSandbox({ persistTo });
    const now = await readFile(persistTo, 'utf8');
    expect(now).not.toMatch(/cardNumbers|4000000000009995|6011111111111117/);
    expect((await stat(persistTo)).mode & 0o777).toBe(0o600);
    expect((await charge(plain)).status).toBe('succeeded');
    const { id } = await test.stripe.paymentIntents.create({ amount: 700, currency: 'usd' });
    const confirmed = test.stripe.paymentIntents.confirm(id, {
      confirmation_token: token.id,
      return_url: 'https://shop.test',
    });
    expect(await refusal(confirmed)).toMatchObject({ decline_code: 'insufficient_funds' });
    expect(await refusal(charge(declined))).toMatchObject({ decline_code: 'insufficient_funds' });
  });
});

describe('the test cards', () => {
  it('that behave in a way of their own can all be told apart by what is kept of them', () => {
    const special = testCards.filter(({ behaviour }) => Object.keys(behaviour).length > 0);
    const traces = special.map(({ number }) => traceOf(number));
    expect(new Set(traces).size).toBe(special.length);
    expect(traces).not.toContain(undefined);
  });

  it('keep their numbers to themselves: the trace of none has more than twelve digits', () => {
    for (const { number } of testCards)
      expect((traceOf(number) ?? '').replace(/\D/g, '').length).toBeLessThanOrEqual(12);
  });
});
