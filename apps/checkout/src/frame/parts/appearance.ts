import type { Appearance } from '@stripe/stripe-js';

const SHARED = { borderRadius: '8px', fontSizeBase: '15px' };

/** How Stripe's card fields look within ours, in the shop's colour (`#rrggbb`). */
export function appearanceOf(dark: boolean, accent: string): Appearance {
  return dark
    ? {
        theme: 'night',
        variables: {
          ...SHARED,
          colorPrimary: accent,
          colorBackground: '#22231f',
          colorText: '#f0f0ea',
          colorDanger: '#ff9b93',
        },
      }
    : {
        theme: 'stripe',
        variables: {
          ...SHARED,
          colorPrimary: accent,
          colorBackground: '#ffffff',
          colorText: '#1d1d1a',
          colorDanger: '#b3261e',
        },
      };
}
