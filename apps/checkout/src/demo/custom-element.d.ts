import type { DetailedHTMLProps, HTMLAttributes } from 'react';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'flash-checkout': DetailedHTMLProps<HTMLAttributes<HTMLElement>, HTMLElement> & {
        'publishable-key': string;
        items: string;
        currency: string;
      };
    }
  }
}
