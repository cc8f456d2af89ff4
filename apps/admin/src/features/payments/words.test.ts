import { describe, expect, it } from 'vitest';
import { explainFailure, failureLabel, statusWords } from './words.ts';

describe('how a payment stands', () => {
  it('a payment that waits for a card has failed once an attempt has', () => {
    expect(statusWords({ status: 'requires_payment_method', failure: null, reviewReason: null })).toMatchObject({
      label: 'Waiting for card',
      tone: 'neutral',
    });
    expect(statusWords({ status: 'requires_payment_method', failure: {}, reviewReason: null })).toMatchObject({
      label: 'Failed',
      tone: 'bad',
    });
  });

  it('a payment whose money is not the order’s needs review, even where Stripe calls it paid', () => {
    const reviewReason = 'Stripe received $1.00, the order costs $24.00.';
    expect(statusWords({ status: 'succeeded', failure: null, reviewReason })).toEqual({
      label: 'Needs review',
      tone: 'bad',
    });
  });

  it('a status nobody knows is shown as it is', () => {
    expect(statusWords({ status: 'brand_new', failure: null, reviewReason: null }).label).toBe('brand_new');
  });
});

describe('failures', () => {
  it('are explained, also those of a newer server', () => {
    expect(explainFailure('insufficient_funds')).toContain('money');
    expect(explainFailure('brand_new')).toBe(explainFailure('unknown'));
    expect(failureLabel('insufficient_funds')).toBe('Insufficient funds');
  });
});
