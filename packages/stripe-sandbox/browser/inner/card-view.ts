import { fieldsOf, textOf } from '../fields.ts';
import type { Fields } from '../protocol.ts';
import { createCardFields } from './card-fields.ts';
import { fill, type Problem, textField, validateAll } from './field.ts';
import { isSafeValue } from './themes.ts';
import type { View, ViewDeps } from './view.ts';

/** Properties of the legacy `style` option that the line takes: https://docs.stripe.com/js/appendix/style */
const STYLED = ['color', 'fontFamily', 'fontSize', 'fontWeight', 'letterSpacing', 'lineHeight', 'textTransform'];

/** The legacy Card Element: number, expiry, security code and postal code on one line, which the page dresses itself. */
export function createCardView({ strings, post, emit }: ViewDeps): View {
  const card = createCardFields(strings);
  const postal = textField({
    id: 'postal',
    label: strings.postal,
    autocomplete: 'billing postal-code',
    placeholder: 'ZIP',
    problem: () =>
      postal.control.value.trim().length >= 3
        ? undefined
        : { code: 'incomplete_zip', message: strings.incompletePostal },
  });
  const fields = [card.number, card.expiry, card.cvc, postal];
  const element = document.createElement('form');
  element.noValidate = true;
  element.className = 'line';
  element.append(...fields.map(({ row }) => row));
  element.addEventListener('submit', (event) => event.preventDefault());
  element.addEventListener('input', () => changed());
  element.addEventListener('focusout', () => changed());

  /** A field still being typed into is not yet wrong. */
  const problemToTell = (): Problem | undefined =>
    fields
      .filter(({ control }) => control.value !== '' && control !== document.activeElement)
      .map((field) => field.problem())
      .find((problem) => problem !== undefined);

  function changed(): void {
    const error = problemToTell();
    emit('change', {
      brand: card.brand(),
      complete: fields.every((field) => field.problem() === undefined),
      empty: fields.every(({ control }) => control.value === ''),
      error: error === undefined ? undefined : { type: 'validation_error', ...error },
      value: { postalCode: postal.control.value.trim() },
    });
  }

  return {
    element,
    apply({ options }) {
      postal.setShown(options.hidePostalCode !== true);
      const code = textOf(fieldsOf(options.value).postalCode);
      if (code !== undefined) fill(postal, code);
      for (const { control } of fields) control.disabled = options.disabled === true;
      dress(element, fieldsOf(fieldsOf(options.style).base));
    },
    validate: () => validateAll(fields),
    value: () => ({ complete: fields.every((field) => field.problem() === undefined) }),
    request(action, params) {
      const method = {
        type: 'card',
        ...card.params(),
        ...(postal.isShown() ? { 'billing_details[address][postal_code]': postal.control.value.trim() } : {}),
      };
      return post(action, { ...method, ...params });
    },
    focus: () => card.number.control.focus(),
    clear() {
      for (const field of fields) {
        fill(field, '');
        field.tell(undefined);
      }
      changed();
    },
    collapse() {},
  };
}

function dress(element: HTMLElement, base: Fields): void {
  for (const property of STYLED) {
    const value = base[property];
    if (isSafeValue(value))
      element.style.setProperty(
        property.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`),
        value,
      );
  }
}
