import type { StripeElementLocale } from '@stripe/stripe-js';

/**
 * The first of the wanted locales that browsers can show amounts in, as a canonical BCP 47 tag; English when there is
 * none. Pages and systems say `en_US`, `de_DE.UTF-8@euro`, `C` or anything at all.
 */
export function chooseLocale(wanted: readonly string[]): string {
  for (const tag of wanted) {
    const locale = canonical(tag);
    if (locale !== undefined) return locale;
  }
  return 'en';
}

function canonical(tag: string): string | undefined {
  // POSIX appends a character set and a modifier, and joins by underscores: language[_territory][.codeset][@modifier]
  const [name = ''] = tag.trim().split(/[.@]/);
  try {
    return Intl.NumberFormat.supportedLocalesOf(Intl.getCanonicalLocales(name.replaceAll('_', '-')))[0];
  } catch {
    return undefined;
  }
}

/** What Stripe's card fields speak: https://docs.stripe.com/js/appendix/supported_locales */
const STRIPE_LOCALES: readonly StripeElementLocale[] = [
  ...(['ar', 'bg', 'cs', 'da', 'de', 'el', 'en', 'en-AU', 'en-CA', 'en-GB', 'en-NZ', 'es', 'es-419', 'es-ES'] as const),
  ...(['et', 'fi', 'fil', 'fr', 'fr-CA', 'fr-FR', 'he', 'hr', 'hu', 'id', 'it', 'it-IT', 'ja', 'ko', 'lt'] as const),
  ...(['lv', 'ms', 'mt', 'nb', 'nl', 'no', 'pl', 'pt', 'pt-BR', 'ro', 'ru', 'sk', 'sl', 'sv', 'th', 'tr'] as const),
  ...(['vi', 'zh', 'zh-HK', 'zh-TW'] as const),
];

/** The nearest locale of the card fields; `auto`, the browser's, when Stripe does not speak the language. */
export function stripeLocale(locale: string): StripeElementLocale {
  const { language, region } = new Intl.Locale(locale).maximize();
  const find = (tag: string) => STRIPE_LOCALES.find((known) => known === tag);
  return find(`${language}-${region}`) ?? find(language) ?? 'auto';
}
