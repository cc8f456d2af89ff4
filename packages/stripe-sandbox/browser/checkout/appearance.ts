import type { Appearance } from '../protocol.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** How the card fields look: the page's own colours, read from its style sheet. */
export function currentAppearance(): Appearance {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(dark.matches ? `--dark-${name}` : `--light-${name}`).trim();
  return {
    theme: dark.matches ? 'night' : 'stripe',
    variables: {
      colorPrimary: colour('action'),
      colorBackground: colour('field'),
      colorText: colour('ink'),
      colorTextSecondary: colour('soft'),
      colorTextPlaceholder: colour('hint'),
      colorDanger: colour('bad'),
      colorBorder: colour('line'),
      inputColorBorder: colour('line'),
      borderRadius: '8px',
      fontSizeBase: '15px',
    },
  };
}

/** Tells when the system changes between light and dark. */
export function onAppearanceChange(changed: () => void): void {
  dark.addEventListener('change', changed);
}
