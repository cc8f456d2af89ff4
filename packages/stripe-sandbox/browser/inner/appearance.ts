import type { Appearance } from '../protocol.ts';

/** The themes of Stripe's Appearance API: https://docs.stripe.com/elements/appearance-api */
const THEMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  stripe: {
    colorPrimary: '#0570de',
    colorBackground: '#ffffff',
    colorText: '#30313d',
    colorTextSecondary: '#6d6e78',
    colorTextPlaceholder: '#8a8b96',
    colorDanger: '#c0123c',
    colorBorder: '#e0e2e7',
    borderRadius: '6px',
  },
  night: {
    colorPrimary: '#85d996',
    colorBackground: '#30313d',
    colorText: '#f4f5f7',
    colorTextSecondary: '#c3c5cf',
    colorTextPlaceholder: '#9b9dab',
    colorDanger: '#fe87a1',
    colorBorder: '#4a4c5a',
    borderRadius: '6px',
  },
  flat: {
    colorPrimary: '#0570de',
    colorBackground: '#f1f2f4',
    colorText: '#30313d',
    colorTextSecondary: '#6d6e78',
    colorTextPlaceholder: '#7a7b87',
    colorDanger: '#c0123c',
    colorBorder: '#f1f2f4',
    borderRadius: '6px',
  },
};

/** Dresses the form: the theme, and over it the variables the page sets. */
export function applyAppearance(root: HTMLElement, { theme = 'stripe', variables = {} }: Appearance): void {
  const values = {
    fontFamily: 'system-ui, sans-serif',
    fontSizeBase: '16px',
    spacingUnit: '4px',
    ...(THEMES[theme] ?? THEMES.stripe),
    ...variables,
  };
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined)
      root.style.setProperty(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value);
  }
}
