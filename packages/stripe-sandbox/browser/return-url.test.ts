import { describe, expect, it } from 'vitest';
import { returnUrlFor } from './return-url.ts';

describe('returnUrlFor', () => {
  it('keeps what the address says and appends the payment', () => {
    const intent = { object: 'payment_intent', id: 'pi_1', status: 'succeeded' };
    expect(returnUrlFor('https://shop.test/done?order=7#top', intent, 'pi_1_secret_2')).toBe(
      'https://shop.test/done?order=7&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&redirect_status=succeeded#top',
    );
  });

  it.each([
    ['succeeded', 'succeeded'],
    ['requires_capture', 'succeeded'],
    ['processing', 'pending'],
    ['requires_payment_method', 'failed'],
  ])('a setup intent that is %s comes back as %s', (status, redirect) => {
    const url = new URL(returnUrlFor('https://shop.test/', { object: 'setup_intent', id: 'seti_1', status }, 's'));
    expect(url.searchParams.get('setup_intent')).toBe('seti_1');
    expect(url.searchParams.get('setup_intent_client_secret')).toBe('s');
    expect(url.searchParams.get('redirect_status')).toBe(redirect);
  });
});
