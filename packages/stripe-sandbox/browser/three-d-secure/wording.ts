import { textOf } from '../fields.ts';
import type { Fields } from '../protocol.ts';

export interface Wording {
  readonly purpose: string;
  readonly details: readonly (readonly [term: string, description: string])[];
}

/** What a bank asks its customer to confirm: a payment with its amount, or that a card be kept and nothing be paid now. */
export function wordingFor(intent: Fields, locale: string): Wording {
  const description = textOf(intent.description);
  if (intent.object === 'setup_intent') {
    return {
      purpose: 'Your bank wants to make sure that it is you who saves this card.',
      details: [
        ['You confirm', intent.usage === 'on_session' ? 'Card for your next purchases' : 'Card for later payments'],
        ['To pay now', 'Nothing'],
        ...(description === undefined ? [] : [['For', description] as const]),
      ],
    };
  }
  return {
    purpose: 'Your bank wants to make sure that it is you who makes this payment.',
    details: [
      ['Amount', formatAmount(Number(intent.amount), String(intent.currency), locale)],
      ['For', description ?? 'Your order'],
    ],
  };
}

/** Minor units in their currency. */
function formatAmount(minor: number, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
