import 'react';

declare module 'react' {
  interface CSSProperties {
    /** The shop's colour. */
    '--accent'?: string;
  }
}
