import type { Appearance, StripeJsError } from '../protocol.ts';

interface Outcome {
  readonly error?: StripeJsError | undefined;
}

export interface PaymentElement {
  mount(target: HTMLElement): void;
  on(event: 'ready' | 'loaderror', listener: () => void): unknown;
}

export interface Elements {
  create(type: 'payment'): PaymentElement;
  update(options: { appearance: Appearance }): void;
  submit(): Promise<Outcome>;
}

/** The part of Stripe.js that the page uses, as any merchant's page would: https://docs.stripe.com/js */
export interface Stripe {
  elements(options: Readonly<Record<string, unknown>>): Elements;
  createConfirmationToken(options: {
    elements: Elements;
    params: Readonly<Record<string, unknown>>;
  }): Promise<Outcome & { readonly confirmationToken?: { readonly id?: unknown } }>;
  handleNextAction(options: { clientSecret: string }): Promise<Outcome>;
}

declare global {
  interface Window {
    Stripe?: (publishableKey: string) => Stripe;
  }
}

/** Loads the sandbox's Stripe.js. Rejects when it cannot be had. */
export function loadStripe(publishableKey: string): Promise<Stripe> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = '/v3/stripe.js';
    script.addEventListener('load', () => {
      if (window.Stripe === undefined) reject(new Error('Stripe.js is not there.'));
      else resolve(window.Stripe(publishableKey));
    });
    script.addEventListener('error', () => reject(new Error('Stripe.js could not be loaded.')));
    document.head.append(script);
  });
}
