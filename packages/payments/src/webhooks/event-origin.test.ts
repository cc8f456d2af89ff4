import { money } from '@flashstudio/money';
import type Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { newPayment } from '../checkout/new-payment.ts';
import { foreignOrigin, isLiveKey, isOwnIntent } from './event-origin.ts';

describe('a secret key', () => {
  it.each(['sk_live_51Habc', 'rk_live_51Habc'])('%s moves real money', (key) => {
    expect(isLiveKey(key)).toBe(true);
  });

  it.each(['sk_test_51Habc', 'rk_test_51Habc', 'pk_live_51Habc', 'my_sk_live_51Habc', 'sk_live', ''])(
    '"%s" moves none',
    (key) => {
      expect(isLiveKey(key)).toBe(false);
    },
  );
});

describe('an event', () => {
  const event = (facts: Partial<Stripe.Event>) => facts as Stripe.Event;
  const own = (livemode: boolean) => ({ livemode, apiVersion: '2026-10-28' });

  it.each([true, false])('of our own account and mode (live: %s) is ours', (livemode) => {
    expect(foreignOrigin(event({ livemode }), own(livemode))).toBeNull();
  });

  it('of another account is not ours, whatever its mode', () => {
    expect(foreignOrigin(event({ livemode: true, account: 'acct_2' }), own(true))).toBe('of another account (acct_2)');
    expect(foreignOrigin(event({ livemode: false, account: '' }), own(false))).toBe('of another account ()');
  });

  it('of the other mode is not ours, and says which one our key is of', () => {
    expect(foreignOrigin(event({ livemode: false }), own(true))).toBe('not of live mode, and our key is');
    expect(foreignOrigin(event({ livemode: true }), own(false))).toBe('not of test mode, and our key is');
  });
});

describe('an intent that names our payment', () => {
  const payment = newPayment({ id: 'pay_1', orderId: 'ord_1', total: money(2400n, 'USD'), now: new Date(0) });
  const known = { ...payment, stripePaymentIntentId: 'pi_1' };
  const claim = { intentId: 'pi_1', amount: 2400n, currency: 'USD', customerId: null };

  it('is its own once the payment knows it, whatever it costs by now', () => {
    expect(isOwnIntent(known, { ...claim, amount: 1n, currency: 'EUR' })).toBe(true);
    expect(isOwnIntent(known, { ...claim, intentId: 'pi_2' })).toBe(false);
    expect(isOwnIntent(known, { ...claim, intentId: null })).toBe(false);
  });

  it('must cost what the order does while the payment knows none', () => {
    expect(isOwnIntent(payment, claim)).toBe(true);
    expect(isOwnIntent(payment, { ...claim, intentId: null })).toBe(true);
    expect(isOwnIntent(payment, { ...claim, amount: 2401n })).toBe(false);
    expect(isOwnIntent(payment, { ...claim, currency: 'EUR' })).toBe(false);
    expect(isOwnIntent(payment, { ...claim, customerId: 'cus_of_another' })).toBe(false);
  });
});
