import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BY_CUSTOMER, createHarness, type Harness } from './harness.ts';

/** Nine hours ahead of UTC all year: its Tuesday begins at 15:00 of UTC's Monday. */
const ZONE = 'Asia/Tokyo';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness({ reportingTimeZone: ZONE });
  for (const [at, card, currency] of [
    // The last second before yesterday, and yesterday's first.
    ['2026-03-01T14:59:59Z', 'pm_card_visa', 'usd'],
    ['2026-03-01T15:00:00Z', 'pm_card_visa', 'usd'],
    ['2026-03-01T16:30:00Z', 'pm_card_visa_chargeDeclined', 'usd'],
    // Yesterday at 12:00, the time of day it is now; and a second later, which is not compared with.
    ['2026-03-02T03:00:00Z', 'pm_card_visa', 'eur'],
    ['2026-03-02T03:00:01Z', 'pm_card_visa', 'eur'],
    ['2026-03-02T14:59:59Z', 'pm_card_visa', 'usd'],
    // Today.
    ['2026-03-02T15:00:00Z', 'pm_card_visa', 'usd'],
    ['2026-03-02T15:59:59Z', 'pm_card_visa', 'eur'],
    ['2026-03-02T16:00:00Z', 'pm_card_visa_chargeDeclined', 'eur'],
    ['2026-03-03T02:59:00Z', 'pm_card_visa', 'eur'],
  ] as const) {
    harness.clock.set(at);
    const created = await harness.order({ currency });
    await harness.payments.confirm(
      { ...harness.shop, ...created, confirmationTokenId: await harness.token(card) },
      BY_CUSTOMER,
    );
  }
  harness.clock.set('2026-03-03T02:59:30Z');
  // Neither tried nor paid: no part of any figure.
  await harness.order();
  harness.clock.set('2026-03-03T03:00:00Z');
});
afterAll(() => harness.close());

describe("today's figures in a zone far from UTC", () => {
  it('begin and end with the day there, each currency alone, the largest first', async () => {
    expect(await harness.payments.today()).toMatchObject({
      date: '2026-03-03',
      revenue: [
        { amount: '4400', currency: 'EUR' },
        { amount: '2400', currency: 'USD' },
      ],
      paidOrders: 3,
      attempted: 4,
      succeeded: 3,
      successRate: 0.75,
    });
  });

  it('stand in the hour it is there', async () => {
    const { hourly } = await harness.payments.today();
    expect(hourly).toHaveLength(24);
    expect(hourly.filter(({ succeeded, failed }) => succeeded + failed > 0)).toEqual([
      {
        hour: 0,
        revenue: [
          { amount: '2400', currency: 'USD' },
          { amount: '2200', currency: 'EUR' },
        ],
        succeeded: 2,
        failed: 0,
      },
      { hour: 1, revenue: [], succeeded: 0, failed: 1 },
      { hour: 11, revenue: [{ amount: '2200', currency: 'EUR' }], succeeded: 1, failed: 0 },
    ]);
  });

  it('are compared with yesterday up to the same time of day', async () => {
    expect((await harness.payments.today()).yesterday).toEqual({
      revenue: [
        { amount: '2400', currency: 'USD' },
        { amount: '2200', currency: 'EUR' },
      ],
      paidOrders: 2,
      successRate: 2 / 3,
    });
  });
});
