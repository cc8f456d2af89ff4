import { brandOf } from '../../src/cards/card-number.ts';
import type { FormParams } from '../protocol.ts';
import { checkExpiry, checkNumber, formatExpiry, formatNumber, isCompleteCvc, parseExpiry } from './card-input.ts';
import { type Field, formatWhileTyping, textField } from './field.ts';
import type { Strings } from './strings.ts';

export interface CardFields {
  readonly number: Field<HTMLInputElement>;
  readonly expiry: Field<HTMLInputElement>;
  readonly cvc: Field<HTMLInputElement>;
  brand(): string;
  /** Parameters of the card, as `card[number]`. */
  params(): FormParams;
}

/** The three fields of a card: formatted while typed, each with its own problem. */
export function createCardFields(strings: Strings): CardFields {
  const number = textField({
    id: 'number',
    label: strings.number,
    autocomplete: 'cc-number',
    placeholder: '1234 1234 1234 1234',
    inputMode: 'numeric',
    problem() {
      const problem = checkNumber(number.control.value);
      if (problem === undefined) return undefined;
      return problem === 'incomplete'
        ? { code: 'incomplete_number', message: strings.incompleteNumber }
        : { code: 'invalid_number', message: strings.invalidNumber };
    },
  });
  const expiry = textField({
    id: 'expiry',
    label: strings.expiry,
    autocomplete: 'cc-exp',
    placeholder: strings.expiryHint,
    inputMode: 'numeric',
    problem() {
      const problem = checkExpiry(expiry.control.value, new Date());
      if (problem === undefined) return undefined;
      return problem === 'incomplete'
        ? { code: 'incomplete_expiry', message: strings.incompleteExpiry }
        : { code: 'invalid_expiry_year_past', message: strings.pastExpiry };
    },
  });
  const cvc = textField({
    id: 'cvc',
    label: strings.cvc,
    autocomplete: 'cc-csc',
    placeholder: 'CVC',
    inputMode: 'numeric',
    problem: () =>
      isCompleteCvc(cvc.control.value, number.control.value)
        ? undefined
        : { code: 'incomplete_cvc', message: strings.incompleteCvc },
  });
  formatWhileTyping(number.control, formatNumber);
  formatWhileTyping(expiry.control, formatExpiry);
  formatWhileTyping(cvc.control, (typed) => typed.replace(/\D/g, '').slice(0, 4));

  const digits = () => number.control.value.replace(/\D/g, '');
  const badge = brandBadge('unknown');
  number.box.append(badge);
  number.control.addEventListener('input', () => {
    badge.dataset.brand = brandOf(digits());
  });

  return {
    number,
    expiry,
    cvc,
    brand: () => brandOf(digits()),
    params() {
      const { month, year } = parseExpiry(expiry.control.value);
      return {
        'card[number]': digits(),
        'card[exp_month]': String(month),
        'card[exp_year]': String(year),
        'card[cvc]': cvc.control.value,
      };
    },
  };
}

/** A brand's mark; the sheet writes it. */
export function brandBadge(brand: string): HTMLElement {
  const badge = document.createElement('span');
  badge.className = 'brand';
  badge.dataset.brand = brand;
  badge.setAttribute('aria-hidden', 'true');
  return badge;
}
