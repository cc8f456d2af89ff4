import { brandOf } from '../../src/cards/card-number.ts';
import { checkExpiry, checkNumber, formatExpiry, formatNumber, isCompleteCvc, parseExpiry } from './card-input.ts';
import type { Strings } from './strings.ts';

/** Countries in which cards come with a postal code that banks check. */
const WITH_POSTAL_CODE = new Set(['US', 'CA', 'GB']);
const COUNTRIES = [
  'US',
  'AT',
  'AU',
  'BE',
  'CA',
  'CH',
  'DE',
  'DK',
  'ES',
  'FI',
  'FR',
  'GB',
  'IE',
  'IT',
  'JP',
  'NL',
  'NO',
  'PL',
  'PT',
  'SE',
];

export interface CardForm {
  readonly element: HTMLFormElement;
  readonly isComplete: () => boolean;
  readonly isEmpty: () => boolean;
  /** Shows every problem, puts the focus on the first, and tells it. */
  validate(): { code: string; message: string } | undefined;
  /** Parameters for the API, under a prefix such as `payment_method_data`. */
  params(prefix: string): Record<string, string>;
  focus(): void;
  clear(): void;
}

interface Field {
  readonly input: HTMLInputElement | HTMLSelectElement;
  readonly row: HTMLElement;
  readonly problem: () => { code: string; message: string } | undefined;
  readonly show: (message: string | undefined) => void;
}

/** Builds the card fields: labelled, formatted while typed, with the problem told below each field. */
export function createCardForm(strings: Strings, locale: string, changed: () => void): CardForm {
  const element = document.createElement('form');
  element.noValidate = true;
  const number = textField('number', strings.number, { autocomplete: 'cc-number', placeholder: '1234 1234 1234 1234' });
  const expiry = textField('expiry', strings.expiry, { autocomplete: 'cc-exp', placeholder: strings.expiryHint });
  const cvc = textField('cvc', strings.cvc, { autocomplete: 'cc-csc', placeholder: 'CVC' });
  const postal = textField('postal', strings.postal, {
    autocomplete: 'billing postal-code',
    placeholder: '12345',
    inputmode: 'text',
  });
  const country = countryField(strings.country, locale);
  const badge = document.createElement('span');
  badge.className = 'brand';
  number.box.append(badge);

  const withPostal = () => WITH_POSTAL_CODE.has(country.value);
  const fields: Field[] = [
    field(number, () => {
      const problem = checkNumber(number.input.value);
      if (problem === undefined) return undefined;
      return problem === 'incomplete'
        ? { code: 'incomplete_number', message: strings.incompleteNumber }
        : { code: 'invalid_number', message: strings.invalidNumber };
    }),
    field(expiry, () => {
      const problem = checkExpiry(expiry.input.value, new Date());
      if (problem === undefined) return undefined;
      return problem === 'incomplete'
        ? { code: 'incomplete_expiry', message: strings.incompleteExpiry }
        : { code: 'invalid_expiry_year_past', message: strings.pastExpiry };
    }),
    field(cvc, () =>
      isCompleteCvc(cvc.input.value, number.input.value)
        ? undefined
        : { code: 'incomplete_cvc', message: strings.incompleteCvc },
    ),
    field(postal, () =>
      !withPostal() || postal.input.value.trim().length >= 3
        ? undefined
        : { code: 'incomplete_zip', message: strings.incompletePostal },
    ),
  ];

  number.input.addEventListener('input', () => {
    reformat(number.input, formatNumber);
    badge.dataset.brand = brandOf(number.input.value.replace(/\D/g, ''));
  });
  expiry.input.addEventListener('input', () => reformat(expiry.input, formatExpiry));
  cvc.input.addEventListener('input', () => reformat(cvc.input, (typed) => typed.replace(/\D/g, '').slice(0, 4)));
  const showPostal = () => {
    postal.row.hidden = !withPostal();
  };
  country.select.addEventListener('change', () => {
    showPostal();
    changed();
  });
  for (const one of fields) {
    one.input.addEventListener('input', () => {
      one.show(undefined);
      changed();
    });
    one.input.addEventListener('blur', () => one.show(one.input.value === '' ? undefined : one.problem()?.message));
  }
  element.addEventListener('submit', (event) => event.preventDefault());

  const pair = (...rows: HTMLElement[]) => {
    const group = document.createElement('div');
    group.className = 'pair';
    group.append(...rows);
    return group;
  };
  element.append(number.row, pair(expiry.row, cvc.row), pair(country.row, postal.row));
  showPostal();

  return {
    element,
    isComplete: () => fields.every((one) => one.problem() === undefined),
    isEmpty: () => [number, expiry, cvc, postal].every(({ input }) => input.value === ''),
    validate() {
      const problems = fields.map((one) => ({ one, problem: one.problem() }));
      for (const { one, problem } of problems) one.show(problem?.message);
      const first = problems.find(({ problem }) => problem !== undefined);
      first?.one.input.focus();
      return first?.problem;
    },
    params(prefix) {
      const { month, year } = parseExpiry(expiry.input.value);
      const name = (path: string) => (prefix === '' ? path.replace(/^\[(\w+)\]/, '$1') : `${prefix}${path}`);
      return {
        [name('[type]')]: 'card',
        [name('[card][number]')]: number.input.value.replace(/\D/g, ''),
        [name('[card][exp_month]')]: String(month),
        [name('[card][exp_year]')]: String(year),
        [name('[card][cvc]')]: cvc.input.value,
        [name('[billing_details][address][country]')]: country.value,
        ...(withPostal() ? { [name('[billing_details][address][postal_code]')]: postal.input.value.trim() } : {}),
      };
    },
    focus: () => number.input.focus(),
    clear() {
      for (const one of fields) {
        if (one.input instanceof HTMLInputElement) one.input.value = '';
        one.show(undefined);
      }
      delete badge.dataset.brand;
      changed();
    },
  };
}

function textField(
  id: string,
  label: string,
  options: { autocomplete: string; placeholder: string; inputmode?: string },
) {
  const input = document.createElement('input');
  input.id = id;
  input.setAttribute('autocomplete', options.autocomplete);
  input.placeholder = options.placeholder;
  input.inputMode = options.inputmode ?? 'numeric';
  input.spellcheck = false;
  return { input, ...labelled(id, label, input) };
}

function countryField(label: string, locale: string) {
  const select = document.createElement('select');
  select.id = 'country';
  select.setAttribute('autocomplete', 'billing country');
  const names = new Intl.DisplayNames([locale, 'en'], { type: 'region' });
  for (const code of COUNTRIES) select.append(new Option(names.of(code) ?? code, code));
  const region = new Intl.Locale(locale).maximize().region ?? 'US';
  select.value = COUNTRIES.includes(region) ? region : 'US';
  return {
    select,
    get value() {
      return select.value;
    },
    ...labelled('country', label, select),
  };
}

function labelled(id: string, text: string, control: HTMLElement) {
  const row = document.createElement('div');
  row.className = 'row';
  const label = document.createElement('label');
  label.htmlFor = id;
  label.textContent = text;
  const box = document.createElement('div');
  box.className = 'box';
  box.append(control);
  const error = document.createElement('p');
  error.id = `${id}-error`;
  error.className = 'error';
  error.setAttribute('role', 'alert');
  row.append(label, box, error);
  return { row, box, error };
}

function field(
  parts: { input: HTMLInputElement; row: HTMLElement; error: HTMLElement },
  problem: Field['problem'],
): Field {
  const { input, row, error } = parts;
  return {
    input,
    row,
    problem,
    show(message) {
      error.textContent = message ?? '';
      row.classList.toggle('wrong', message !== undefined);
      if (message === undefined) {
        input.removeAttribute('aria-invalid');
        input.removeAttribute('aria-describedby');
      } else {
        input.setAttribute('aria-invalid', 'true');
        input.setAttribute('aria-describedby', error.id);
      }
    },
  };
}

/** Formats while typing and keeps the caret behind the same digit. */
function reformat(input: HTMLInputElement, format: (typed: string) => string): void {
  const before = input.value.slice(0, input.selectionStart ?? input.value.length).replace(/\D/g, '').length;
  const atEnd = input.selectionStart === input.value.length;
  input.value = format(input.value);
  if (atEnd) return;
  let digits = 0;
  let caret = 0;
  while (caret < input.value.length && digits < before) {
    if (/\d/.test(input.value.charAt(caret))) digits += 1;
    caret += 1;
  }
  input.setSelectionRange(caret, caret);
}
