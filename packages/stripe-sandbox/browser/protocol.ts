/** What the page's part and the card fields' frame say to each other, over a private MessageChannel. */

export interface Appearance {
  readonly theme?: 'stripe' | 'night' | 'flat' | 'none';
  readonly variables?: Readonly<Record<string, string | undefined>>;
}

/** Sent once, by window message, with the port everything else travels on. */
export interface InitMessage {
  readonly type: 'stripe-sandbox:init';
  readonly publishableKey: string;
  readonly appearance: Appearance;
  readonly locale: string;
}

export type ToFrame =
  | { readonly type: 'update'; readonly appearance: Appearance }
  | { readonly type: 'focus' | 'blur' | 'clear' }
  | {
      readonly type: 'request';
      readonly id: number;
      readonly action: FrameAction;
      readonly params: Readonly<Record<string, string>>;
    };

export type FrameAction = 'validate' | 'confirmation_tokens' | 'payment_methods';

export type FromFrame =
  | { readonly type: 'ready' | 'focus' | 'blur' | 'escape' }
  | { readonly type: 'resize'; readonly height: number }
  | { readonly type: 'change'; readonly complete: boolean; readonly empty: boolean }
  | { readonly type: 'reply'; readonly id: number; readonly result: ApiResult };

/** An error in the form Stripe.js hands to pages. */
export interface StripeJsError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly payment_intent?: unknown;
}

export type ApiResult =
  | { readonly ok: true; readonly object: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: StripeJsError };

/** Sent by the bank's page when the customer has answered. */
export const CHALLENGE_DONE = 'stripe-sandbox:3ds-done';
