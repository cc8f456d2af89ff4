/** What the page's loader and the checkout's frame say to each other. The first two by window message, the rest on a private port. */

export interface WidgetConfig {
  readonly publishableKey: string;
  /** `product:quantity`, several by commas. */
  readonly items: string;
  readonly currency: string;
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

export type FromFrame =
  | { readonly type: 'resize'; readonly height: number }
  | { readonly type: 'ready' }
  | { readonly type: 'change'; readonly complete: boolean }
  | { readonly type: 'success'; readonly paymentId: string }
  | { readonly type: 'error'; readonly code: string; readonly message: string };
