import type { Appearance } from '@stripe/stripe-js';
import type { Choices } from './choices.ts';

/** The look of the form: a theme of Stripe's, or one of the shop's own with variables and rules. */
export function appearanceOf({ theme, labels }: Choices): Appearance {
  if (theme !== 'brand') return { theme, labels };
  return {
    theme: 'flat',
    labels,
    variables: {
      colorPrimary: '#8a3b12',
      colorBackground: '#fffaf3',
      colorText: '#3b2a20',
      colorDanger: '#a3123a',
      fontFamily: 'Georgia, serif',
      fontSizeBase: '17px',
      spacingUnit: '5px',
      borderRadius: '14px',
    },
    rules: {
      '.Input': { border: '2px solid #d9c3ae' },
      '.Input:focus': { borderColor: '#8a3b12', boxShadow: '0 0 0 4px rgb(138 59 18 / 0.2)' },
      '.Input--invalid': { boxShadow: '0 0 0 2px #a3123a' },
      '.Label': { letterSpacing: '0.02em', fontWeight: '700' },
      '.Tab:hover': { borderColor: '#8a3b12' },
      '.Error': { fontStyle: 'italic' },
    },
  };
}
