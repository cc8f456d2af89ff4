/** What the page's part and an element's frame say to each other, over a private MessageChannel. */

export type FrameElementType = 'payment' | 'card' | 'address';

/** The page's words, not trusted: the frame reads from them only what it knows. */
export type Fields = Readonly<Record<string, unknown>>;
/** Parameters in Stripe's form encoding, as `billing_details[name]`. */
export type FormParams = Readonly<Record<string, string>>;

export interface Appearance {
  readonly theme?: string | undefined;
  readonly variables?: Readonly<Record<string, string | undefined>> | undefined;
  readonly rules?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  readonly labels?: string | undefined;
  readonly inputs?: string | undefined;
  readonly disableAnimations?: boolean | undefined;
}

/** What may change while an element is on the page. */
export interface ElementSettings {
  readonly appearance: Appearance;
  /** The element's own options, as the page gave them. */
  readonly options: Fields;
  /** Parameters of `GET /v1/elements/sessions`. */
  readonly session: FormParams;
  /** An Address Element of the same group asks for the billing address. */
  readonly billingElsewhere: boolean;
}

/** Sent once, by window message, with the port everything else travels on. */
export interface InitMessage extends ElementSettings {
  readonly type: 'stripe-sandbox:init';
  readonly elementType: FrameElementType;
  readonly publishableKey: string;
  readonly locale: string;
}

export type ToFrame =
  | ({ readonly type: 'update' } & Partial<ElementSettings>)
  | { readonly type: 'focus' | 'blur' | 'clear' | 'collapse' }
  | {
      readonly type: 'request';
      readonly id: number;
      readonly action: FrameAction;
      readonly params: FormParams;
    };

/**
 * `validate` shows what is wrong; `value` tells what a page may know (never of a card); `refresh` reads the session
 * again; the others make an object of what was typed.
 */
export type FrameAction = 'validate' | 'value' | 'refresh' | 'confirmation_tokens' | 'payment_methods';

export type FromFrame =
  | { readonly type: 'ready' | 'focus' | 'blur' | 'escape' }
  | { readonly type: 'loaderror'; readonly error: StripeJsError }
  | { readonly type: 'resize'; readonly height: number }
  | { readonly type: 'scheme'; readonly scheme: 'light' | 'dark' }
  | { readonly type: 'event'; readonly name: string; readonly payload: Fields }
  | { readonly type: 'reply'; readonly id: number; readonly result: ApiResult };

/** An error in the form Stripe.js hands to pages. */
export interface StripeJsError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly payment_intent?: unknown;
  readonly setup_intent?: unknown;
}

export type ApiResult =
  | { readonly ok: true; readonly object: Fields }
  | { readonly ok: false; readonly error: StripeJsError };

/** Sent by the bank's page when the customer has answered. */
export const CHALLENGE_DONE = 'stripe-sandbox:3ds-done';
