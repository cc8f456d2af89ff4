/** What the page's loader and the checkout's frame say to each other. The first two by window message, the rest on a private port. */

export interface WidgetConfig {
  readonly publishableKey: string;
  /** `product:quantity`, several by commas. */
  readonly items: string;
  readonly currency: string;
  /** As the page or its browser says it, which may be no language tag at all. */
  readonly locale: string;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly customerEmail: string;
}

/** Frame to loader: I am here. Carries nothing, as its reader is not known yet. */
export const HELLO = 'flash-checkout:hello';

/** Loader to frame, with the port. */
export interface ConnectMessage {
  readonly type: 'flash-checkout:connect';
  readonly config: WidgetConfig;
}

export type ToFrame = { readonly type: 'config'; readonly config: WidgetConfig };

/** What the page around hears as an event. */
export type Told =
  | { readonly type: 'ready' }
  | { readonly type: 'change'; readonly complete: boolean }
  | { readonly type: 'success'; readonly paymentId: string }
  | { readonly type: 'processing'; readonly paymentId: string }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

/** `resize` is in CSS pixels; `reload` asks for a new frame in this one's place. */
export type FromFrame = Told | { readonly type: 'resize'; readonly height: number } | { readonly type: 'reload' };
