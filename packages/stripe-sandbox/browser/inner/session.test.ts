import { describe, expect, it } from 'vitest';
import { redisplayOf, sessionOf } from './session.ts';
import { under } from './view.ts';

const card = {
  id: 'pm_1',
  card: { brand: 'visa', last4: '4242', exp_month: 3, exp_year: 2034 },
  billing_details: { name: 'Ada' },
};

describe('an elements session', () => {
  it('without a customer offers nothing of a customer', () => {
    expect(sessionOf({ mode: 'payment', business_name: 'Shop', customer: null })).toEqual({
      setup: false,
      business: 'Shop',
      usage: undefined,
      savedCards: [],
      offersSaving: false,
      savingUsage: undefined,
      allowsRemoval: false,
    });
  });

  it('shows saved cards and what their customer may do', () => {
    const features = {
      payment_method_save: 'enabled',
      payment_method_save_usage: 'off_session',
      payment_method_remove: 'enabled',
    };
    expect(sessionOf({ mode: 'setup', customer: { features, payment_methods: [card] } })).toMatchObject({
      setup: true,
      savedCards: [{ id: 'pm_1', brand: 'visa', last4: '4242', expires: '03/34', billingDetails: { name: 'Ada' } }],
      offersSaving: true,
      savingUsage: 'off_session',
      allowsRemoval: true,
    });
  });

  it.each([
    [{ mode: 'payment' }, true, 'always'],
    [{ mode: 'payment' }, false, 'unspecified'],
    [{ mode: 'payment', setup_future_usage: 'off_session' }, false, 'limited'],
    [{ mode: 'setup' }, false, 'limited'],
    [{ mode: 'setup' }, true, 'always'],
  ])('%j, ticked %s: the card may be shown again %s', (answer, ticked, redisplay) =>
    expect(redisplayOf(sessionOf(answer), ticked)).toBe(redisplay),
  );
});

it('parameters go under a prefix', () => {
  expect(
    under('payment_method_data', { type: 'card', 'card[number]': '42', 'billing_details[address][city]': 'X' }),
  ).toEqual({
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': '42',
    'payment_method_data[billing_details][address][city]': 'X',
  });
});
