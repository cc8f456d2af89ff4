/** Events of `<flash-checkout>`, for pages written in TypeScript. */
export interface FlashCheckoutEventMap {
  /** The form is shown. */
  'flash-checkout:ready': CustomEvent<Record<string, never>>;
  'flash-checkout:change': CustomEvent<{ readonly complete: boolean }>;
  /** The customer has paid. Deliver on the webhook, not on this: a browser can be made to say anything. */
  'flash-checkout:success': CustomEvent<{ readonly paymentId: string }>;
  /** The customer has done their part and the bank needs longer; whether it is paid, only the webhook tells. */
  'flash-checkout:processing': CustomEvent<{ readonly paymentId: string }>;
  /** Something is in the way. The customer reads the message and can try again; docs/embedding.md lists the codes. */
  'flash-checkout:error': CustomEvent<{ readonly code: string; readonly message: string }>;
}

declare global {
  interface HTMLElementEventMap extends FlashCheckoutEventMap {}
}
