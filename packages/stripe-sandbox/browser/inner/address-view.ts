import { fieldsOf, textOf } from '../fields.ts';
import type { Fields } from '../protocol.ts';
import { addressRules, COUNTRIES, countryChoices, countryOf } from './countries.ts';
import { type Field, fill, pair, selectField, textField, validateAll } from './field.ts';
import type { Strings } from './strings.ts';
import type { View, ViewDeps } from './view.ts';

/** The Address Element: a name, an address as its country writes it, and a phone number if the page wants one. */
export function createAddressView({ strings, locale, emit }: ViewDeps, first: Fields): View {
  const mode = first.mode === 'shipping' ? 'shipping' : 'billing';
  const countries = allowedOf(first.allowedCountries);
  const field = createAddressFields(strings, mode, locale, countries);
  const { country } = field;
  let phoneRequired = false;
  const phone = textField({
    id: 'phone',
    label: strings.phone,
    autocomplete: `${mode} tel`,
    inputMode: 'tel',
    type: 'tel',
    problem() {
      const digits = phone.control.value.replace(/\D/g, '').length;
      if (digits === 0 && !phoneRequired) return undefined;
      return digits >= 6 ? undefined : { code: 'incomplete_phone', message: strings.invalidPhone };
    },
  });
  const fields: readonly Field[] = [
    field.name,
    field.firstName,
    field.lastName,
    country,
    field.line1,
    field.line2,
    field.city,
    field.state,
    field.postal,
    phone,
  ];
  const element = document.createElement('form');
  element.noValidate = true;
  element.className = 'stack';
  element.append(
    field.name.row,
    pair(field.firstName, field.lastName),
    country.row,
    field.line1.row,
    field.line2.row,
    pair(field.postal, field.city),
    field.state.row,
    phone.row,
  );
  element.addEventListener('submit', (event) => event.preventDefault());
  element.addEventListener('input', () => changed());
  element.addEventListener('change', () => changed());
  country.control.addEventListener('change', showCountry);

  function showCountry(): void {
    const rules = addressRules(country.control.value);
    field.postal.setShown(rules.postalCode);
    field.state.setShown(rules.state);
    field.postal.setLabel(country.control.value === 'US' ? strings.postal : strings.postalElsewhere);
  }

  function value(): Fields {
    const split = field.firstName.isShown();
    const [firstName, lastName] = [field.firstName, field.lastName].map(textIn);
    return {
      complete: fields.every((one) => one.problem() === undefined),
      isNewAddress: true,
      value: {
        name: split ? `${firstName} ${lastName}`.trim() : textIn(field.name),
        ...(split ? { firstName, lastName } : {}),
        address: {
          line1: textIn(field.line1),
          line2: textIn(field.line2) || null,
          city: textIn(field.city),
          state: field.state.isShown() ? textIn(field.state) : '',
          postal_code: field.postal.isShown() ? textIn(field.postal) : '',
          country: country.control.value,
        },
        ...(phone.isShown() ? { phone: textIn(phone) } : {}),
      },
    };
  }

  function changed(): void {
    emit('change', {
      elementMode: mode,
      empty: fields.every((one) => one === country || one.control.value === ''),
      ...value(),
    });
  }

  let defaulted = '';
  return {
    element,
    apply({ options }) {
      const asked = fieldsOf(options.fields);
      const split = fieldsOf(options.display).name === 'split';
      const named = asked.name !== 'never';
      field.name.setShown(named && !split);
      field.name.setLabel(fieldsOf(options.display).name === 'organization' ? strings.organization : strings.name);
      field.firstName.setShown(named && split);
      field.lastName.setShown(named && split);
      phone.setShown(asked.phone === 'always');
      phoneRequired = fieldsOf(fieldsOf(options.validation).phone).required === 'always';
      // Defaults are written once, not over what the customer typed since.
      if (JSON.stringify(options.defaultValues) !== defaulted) {
        defaulted = JSON.stringify(options.defaultValues) ?? '';
        prefill(fieldsOf(options.defaultValues), { ...field, phone });
      }
      showCountry();
    },
    validate: () => validateAll(fields),
    value,
    async request() {
      return { ok: false, error: { type: 'invalid_request_error', message: 'An Address Element makes no payment.' } };
    },
    focus: () => fields.find((one) => one.isShown())?.control.focus(),
    clear() {
      for (const one of fields.filter((each) => each !== country)) {
        fill(one, '');
        one.tell(undefined);
      }
      changed();
    },
    collapse() {},
  };
}

type AddressFields = ReturnType<typeof createAddressFields>;

function createAddressFields(strings: Strings, mode: string, locale: string, countries: readonly string[]) {
  const required = (id: string, label: string, autocomplete: string) => {
    const made: Field<HTMLInputElement> = textField({
      id,
      label,
      autocomplete: `${mode} ${autocomplete}`,
      problem: () =>
        made.control.value.trim() === '' ? { code: `incomplete_${id}`, message: strings.required } : undefined,
    });
    return made;
  };
  const country = selectField({
    id: 'country',
    label: strings.country,
    autocomplete: `${mode} country`,
    choices: countryChoices(locale, countries),
    problem: () => undefined,
  });
  country.control.value = countryOf(locale, countries);
  return {
    name: required('name', strings.name, 'name'),
    firstName: required('first_name', strings.firstName, 'given-name'),
    lastName: required('last_name', strings.lastName, 'family-name'),
    country,
    line1: required('line1', strings.line1, 'address-line1'),
    line2: textField({
      id: 'line2',
      label: `${strings.line2} (${strings.optional})`,
      autocomplete: `${mode} address-line2`,
      problem: () => undefined,
    }),
    city: required('city', strings.city, 'address-level2'),
    state: required('state', strings.state, 'address-level1'),
    postal: required('postal_code', strings.postal, 'postal-code'),
  };
}

function prefill(defaults: Fields, field: AddressFields & { phone: Field }): void {
  const address = fieldsOf(defaults.address);
  const values: [Field, unknown][] = [
    [field.country, address.country],
    [field.name, defaults.name ?? [defaults.firstName, defaults.lastName].filter(Boolean).join(' ')],
    [field.firstName, defaults.firstName],
    [field.lastName, defaults.lastName],
    [field.line1, address.line1],
    [field.line2, address.line2],
    [field.city, address.city],
    [field.state, address.state],
    [field.postal, address.postal_code],
    [field.phone, defaults.phone],
  ];
  for (const [one, given] of values) {
    const text = textOf(given);
    if (text !== undefined) fill(one, text);
  }
}

function allowedOf(allowed: unknown): readonly string[] {
  return Array.isArray(allowed) && allowed.length > 0 ? allowed.map(String) : COUNTRIES;
}

function textIn({ control }: Field): string {
  return control.value.trim();
}
