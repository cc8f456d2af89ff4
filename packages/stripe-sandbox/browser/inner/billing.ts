import { fieldsOf, textOf } from '../fields.ts';
import type { Fields, FormParams } from '../protocol.ts';
import { addressRules, countryChoices, countryOf } from './countries.ts';
import { type Field, fill, pair, selectField, textField } from './field.ts';
import type { Strings } from './strings.ts';

export interface Billing {
  readonly name: Field;
  /** Country and postal code, side by side. */
  readonly place: HTMLElement;
  readonly fields: readonly Field[];
  /** Shows what the page asks for: https://docs.stripe.com/js/elements_object/create_payment_element#payment_element_create-options-fields */
  apply(asked: unknown, defaults: Fields, elsewhere: boolean): void;
  /** Parameters under `billing_details`; only of what is asked for. */
  params(): FormParams;
  clear(): void;
}

/** What a card form asks for beside the card: the country, its postal code where banks check it, a name if the page wants it. */
export function createBilling(strings: Strings, locale: string): Billing {
  const name = textField({
    id: 'name',
    label: strings.name,
    autocomplete: 'cc-name',
    problem: () =>
      name.control.value.trim() === '' ? { code: 'incomplete_name', message: strings.required } : undefined,
  });
  const country = selectField({
    id: 'country',
    label: strings.country,
    autocomplete: 'billing country',
    choices: countryChoices(locale),
    problem: () => undefined,
  });
  country.control.value = countryOf(locale);
  const postal = textField({
    id: 'postal',
    label: strings.postal,
    autocomplete: 'billing postal-code',
    placeholder: '12345',
    problem: () =>
      postal.control.value.trim().length >= 3
        ? undefined
        : { code: 'incomplete_zip', message: strings.incompletePostal },
  });
  let countryAsked = true;
  let postalAsked = true;
  const show = () => {
    const { checkedWithCard } = addressRules(country.control.value);
    postal.setLabel(country.control.value === 'US' ? strings.postal : strings.postalElsewhere);
    country.setShown(countryAsked);
    postal.setShown(postalAsked && checkedWithCard);
  };
  country.control.addEventListener('change', show);

  const applied = new Set<string>();
  const prefill = (key: string, field: Field, value: unknown) => {
    const text = textOf(value);
    if (text === undefined || applied.has(`${key}=${text}`)) return;
    applied.add(`${key}=${text}`);
    fill(field, text);
  };

  return {
    name,
    place: pair(country, postal),
    fields: [name, country, postal],
    apply(asked, defaults, elsewhere) {
      const details = fieldsOf(asked);
      const address = fieldsOf(details.address);
      const never = asked === 'never' || details.address === 'never' || elsewhere;
      countryAsked = !never && address.country !== 'never';
      postalAsked = !never && address.postalCode !== 'never';
      name.setShown(asked !== 'never' && details.name === 'always');
      const defaultAddress = fieldsOf(defaults.address);
      prefill('name', name, defaults.name);
      prefill('country', country, defaultAddress.country);
      prefill('postal', postal, defaultAddress.postal_code);
      show();
    },
    params: () => ({
      ...(name.isShown() ? { 'billing_details[name]': name.control.value.trim() } : {}),
      ...(country.isShown() ? { 'billing_details[address][country]': country.control.value } : {}),
      ...(postal.isShown() ? { 'billing_details[address][postal_code]': postal.control.value.trim() } : {}),
    }),
    clear() {
      for (const field of [name, postal]) {
        fill(field, '');
        field.tell(undefined);
      }
    },
  };
}
