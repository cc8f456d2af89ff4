import type { Appearance } from '@stripe/stripe-js';

const shape = { borderRadius: '8px', fontSizeBase: '15px' };

/** How Stripe's card fields look, to go with style.css. */
export const LIGHT: Appearance = {
  theme: 'stripe',
  variables: {
    ...shape,
    colorPrimary: '#1f4d3a',
    colorBackground: '#ffffff',
    colorText: '#1d1d1a',
    colorDanger: '#b3261e',
  },
};
export const DARK: Appearance = {
  theme: 'night',
  variables: {
    ...shape,
    colorPrimary: '#8fd3b0',
    colorBackground: '#22231f',
    colorText: '#f0f0ea',
    colorDanger: '#ff9b93',
  },
};
