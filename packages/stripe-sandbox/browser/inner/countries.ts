/** Countries cards and goods come from here; the default is the first. */
export const COUNTRIES = [
  'US',
  'AT',
  'AU',
  'BE',
  'BR',
  'CA',
  'CH',
  'CZ',
  'DE',
  'DK',
  'ES',
  'FI',
  'FR',
  'GB',
  'HK',
  'IE',
  'IN',
  'IT',
  'JP',
  'LU',
  'MX',
  'NL',
  'NO',
  'NZ',
  'PL',
  'PT',
  'SE',
  'SG',
];

/** Countries in which cards come with a postal code that banks check. */
const CHECKED_WITH_CARD = new Set(['US', 'CA', 'GB']);
const WITHOUT_POSTAL_CODE = new Set(['HK']);
const WITH_STATE = new Set(['US', 'CA', 'AU', 'BR', 'IN', 'MX', 'JP']);

export interface AddressRules {
  /** The card's bank wants to know the postal code. */
  readonly checkedWithCard: boolean;
  readonly postalCode: boolean;
  readonly state: boolean;
}

/** What an address of a country consists of, beside lines and a city. */
export function addressRules(country: string): AddressRules {
  return {
    checkedWithCard: CHECKED_WITH_CARD.has(country),
    postalCode: !WITHOUT_POSTAL_CODE.has(country),
    state: WITH_STATE.has(country),
  };
}

/** Codes and names, by name in the language of the form. Without a list: every country the sandbox knows. */
export function countryChoices(locale: string, allowed: readonly string[] = COUNTRIES): [code: string, name: string][] {
  const names = new Intl.DisplayNames([locale, 'en'], { type: 'region' });
  return allowed
    .filter((code) => /^[A-Z]{2}$/.test(code))
    .map((code): [string, string] => [code, names.of(code) ?? code])
    .sort(([, a], [, b]) => a.localeCompare(b, locale));
}

/** The country a locale speaks of (`de-AT`: Austria), where it is among the choices. */
export function countryOf(locale: string, among: readonly string[] = COUNTRIES): string {
  const region = new Intl.Locale(locale).maximize().region ?? 'US';
  return among.includes(region) ? region : (among[0] ?? 'US');
}
