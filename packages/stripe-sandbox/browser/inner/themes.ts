export type Variables = Readonly<Record<string, string>>;

/** What every theme starts from. */
const BASE: Variables = {
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontSizeBase: '16px',
  fontLineHeight: '1.4',
  fontWeightNormal: '400',
  fontWeightMedium: '500',
  fontWeightBold: '600',
  spacingUnit: '4px',
  borderRadius: '6px',
  inputBoxShadow: 'none',
};

/** The themes of Stripe's Appearance API: https://docs.stripe.com/elements/appearance-api?platform=web#theme */
const THEMES: Readonly<Record<string, Variables>> = {
  stripe: {
    colorPrimary: '#0570de',
    colorBackground: '#ffffff',
    colorText: '#30313d',
    colorTextSecondary: '#5f606b',
    colorTextPlaceholder: '#6f7079',
    colorDanger: '#c0123c',
    inputColorBorder: '#d3d6dd',
    inputBoxShadow: '0 1px 2px rgb(18 20 43 / 0.06)',
  },
  night: {
    colorPrimary: '#85d996',
    colorBackground: '#30313d',
    colorText: '#f4f5f7',
    colorTextSecondary: '#c3c5cf',
    colorTextPlaceholder: '#a4a6b4',
    colorDanger: '#fe87a1',
    inputColorBorder: '#565868',
  },
  flat: {
    colorPrimary: '#0570de',
    colorBackground: '#f1f2f4',
    colorText: '#30313d',
    colorTextSecondary: '#5f606b',
    colorTextPlaceholder: '#65666f',
    colorDanger: '#c0123c',
    inputColorBorder: '#f1f2f4',
  },
};

/** Older names of variables, as Stripe still takes them. */
const ALIASES: Variables = {
  spacingGridRow: 'gridRowSpacing',
  spacingGridColumn: 'gridColumnSpacing',
  spacingAccordionItem: 'accordionItemSpacing',
  spacingTab: 'tabSpacing',
};

/** Whether a value is a plain value of CSS: nothing that fetches, ends its declaration or begins another. */
export function isSafeValue(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= 500 &&
    !/[;{}<>\\@]|url\s*\(|image-set\s*\(|expression\s*\(/i.test(value)
  );
}

/**
 * Every variable of an appearance: the theme's, over them the page's, and what follows from these. An unknown theme is
 * Stripe's default one; values that are not safe are left out.
 */
export function variablesOf(theme: string | undefined, given: Readonly<Record<string, unknown>> = {}): Variables {
  const chosen = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]): [string, string][] =>
      /^[a-zA-Z0-9]+$/.test(name) && isSafeValue(value) ? [[ALIASES[name] ?? name, value]] : [],
    ),
  );
  const values: Record<string, string> = { ...BASE, ...(THEMES[theme ?? ''] ?? THEMES.stripe), ...chosen };
  // A page that names its own text and background has said what is quiet between them.
  if (chosen.colorText !== undefined || chosen.colorBackground !== undefined) {
    const mix = `color-mix(in srgb, ${values.colorText} 68%, ${values.colorBackground})`;
    values.colorTextSecondary = chosen.colorTextSecondary ?? mix;
    values.colorTextPlaceholder = chosen.colorTextPlaceholder ?? mix;
    values.inputColorBorder =
      chosen.inputColorBorder ?? `color-mix(in srgb, ${values.colorText} 20%, ${values.colorBackground})`;
  }
  return values;
}

/** The name of a variable as CSS writes it: `colorPrimary` is `--color-primary`. */
export function cssName(variable: string): string {
  return `--${variable.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
