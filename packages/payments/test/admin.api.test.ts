import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BY_CUSTOMER, createHarness, type Harness } from './harness.ts';

let harness: Harness;
const paid: string[] = [];
let failed = '';

beforeAll(async () => {
  harness = await createHarness();
  for (const [currency, card] of [
    ['usd', 'pm_card_visa'],
    ['usd', 'pm_card_amex'],
    ['eur', 'pm_card_visa'],
  ] as const) {
    paid.unshift(await pay(currency, card, `${card}@example.com`));
  }
  failed = await pay('usd', 'pm_card_visa_chargeDeclined', 'grace@example.com');
  await harness.settle();
});
afterAll(() => harness.close());

async function pay(currency: string, card: string, email: string): Promise<string> {
  harness.clock.advance(1_000);
  const created = await harness.order({ currency, customer: { email } });
  await harness.payments.confirm(
    { ...harness.shop, ...created, confirmationTokenId: await harness.token(card) },
    BY_CUSTOMER,
  );
  return created.paymentId;
}

describe('the list of payments', () => {
  it('shows all, newest first, a page at a time', async () => {
    const first = await harness.payments.list({ limit: 3 });
    expect(first.items.map(({ id }) => id)).toEqual([failed, ...paid].slice(0, 3));
    const second = await harness.payments.list({ limit: 3, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ items: [{ id: paid[2] }], nextCursor: null });
  });

  it('filters by what became of them', async () => {
    expect((await harness.payments.list({ limit: 10, status: 'failed' })).items).toMatchObject([
      { id: failed, failure: { failureClass: 'card_declined', declineCode: 'generic_decline' } },
    ]);
    expect((await harness.payments.list({ limit: 10, status: 'succeeded' })).items).toHaveLength(3);
    expect((await harness.payments.list({ limit: 10, status: 'open' })).items).toHaveLength(0);
  });

  it('finds by e-mail address, card and id', async () => {
    const ids = async (search: string) =>
      (await harness.payments.list({ limit: 10, search })).items.map(({ id }) => id);
    expect(await ids('GRACE@')).toEqual([failed]);
    expect(await ids('0005')).toEqual([paid[1]]);
    expect(await ids(failed)).toEqual([failed]);
    expect(await ids('nobody')).toEqual([]);
  });

  it('refuses a cursor that is none', async () => {
    await expect(harness.payments.list({ limit: 10, cursor: 'x' })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('a payment in detail', () => {
  it('tells its story and its money', async () => {
    const detail = await harness.payments.detail(paid[0] ?? '');
    expect(detail).toMatchObject({
      amount: { amount: '2200', currency: 'EUR' },
      capturedAmount: { amount: '2200' },
      ledger: [{ kind: 'capture' }],
    });
    expect(detail.timeline.map(({ title }) => title)).toContain('Payment succeeded');
  });

  it('is not found under another id', async () => {
    await expect(harness.payments.detail('pay_none')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe("today's figures", () => {
  it('count each currency alone and exactly what the ledger holds', async () => {
    const today = await harness.payments.today();
    expect(today).toMatchObject({
      revenue: [
        { amount: '4800', currency: 'USD' },
        { amount: '2200', currency: 'EUR' },
      ],
      paidOrders: 3,
      attempted: 4,
      succeeded: 3,
      successRate: 0.75,
    });
    const hours = today.hourly.reduce((count, hour) => count + hour.succeeded + hour.failed, 0);
    expect(hours).toBe(4);
  });
});
