import type { Permission } from './permissions.ts';

/** What a caller must bring. Every procedure and every route has exactly one; without one it is closed to everybody. */
export type AccessRule =
  /** Nothing. */
  | { readonly kind: 'public' }
  /** A shop's publishable key, from a page that the shop lists. */
  | { readonly kind: 'publishable_key' }
  /** Stripe's signature over the body. */
  | { readonly kind: 'signed_webhook' }
  /** The session of a person, whatever their role. */
  | { readonly kind: 'signed_in' }
  /** The session of a person whose role grants it. */
  | { readonly kind: 'permission'; readonly permission: Permission }
  /** What each procedure of the API behind the route declares for itself. */
  | { readonly kind: 'by_procedure' };

/** Open to anyone. */
export const PUBLIC: AccessRule = { kind: 'public' };

/** Open to people whose role grants `permission`. */
export function needs(permission: Permission): Extract<AccessRule, { kind: 'permission' }> {
  return { kind: 'permission', permission };
}
