import type { ShopIdentity } from '@flashstudio/rpc';
import { accentAtNight } from './accent-color.ts';

/** What customers see of a shop. */
export interface ShopBrand {
  readonly name: string;
  readonly supportEmail: string | null;
  readonly logoUrl: string | null;
  /** `#rrggbb`: under white text in light mode, under dark text in dark mode. */
  readonly accentColor: { readonly light: string; readonly dark: string };
}

/** Shows a shop to its customers: nothing in it tells our ids. */
export function brandOf({ name, supportEmail, logoUrl, accentColor }: ShopIdentity): ShopBrand {
  return { name, supportEmail, logoUrl, accentColor: { light: accentColor, dark: accentAtNight(accentColor) } };
}
