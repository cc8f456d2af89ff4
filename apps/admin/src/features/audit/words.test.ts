import { describe, expect, it } from 'vitest';
import { actionLabel, subjectLabel, subjectPage } from './words.ts';

describe('the words of the audit', () => {
  it.each([
    ['payment.refunded', 'Payment refunded'],
    ['shop.settings_changed', 'Shop settings changed'],
    ['person.role_changed', 'Role changed'],
    ['thing.never_heard_of', 'Thing never heard of'],
  ])('say of %s: %s', (action, label) => expect(actionLabel(action)).toBe(label));

  it('name kinds of subject, known or not', () => {
    expect(subjectLabel('publishable_key')).toBe('Publishable key');
    expect(subjectLabel('payment')).toBe('Payment');
  });

  it('lead to the page of a payment, and nowhere where there is no page', () => {
    expect(subjectPage({ type: 'payment', id: 'pay_1' })).toBe('/payments/pay_1');
    expect(subjectPage({ type: 'shop', id: 'shop_1' })).toBeNull();
  });
});
