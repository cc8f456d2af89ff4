import type { Appearance, StripeJsError } from '../protocol.ts';
import { Emitter } from './emitter.ts';
import { type ElementContext, PaymentElement } from './payment-element.ts';

export interface ElementsOptions {
  readonly appearance?: Appearance;
  readonly locale?: string;
  readonly clientSecret?: string;
}

/** An element the sandbox knows but has nothing to show for, such as ExpressCheckout without a wallet. */
class AbsentElement extends Emitter {
  mount(): void {
    queueMicrotask(() => this.emit('ready', { availablePaymentMethods: undefined }));
  }
  update(): this {
    return this;
  }
  unmount(): void {}
  destroy(): void {}
  focus(): void {}
  blur(): void {}
  clear(): void {}
}

/** A group of elements that make one payment. */
export class Elements {
  readonly clientSecret: string | undefined;
  readonly #context: ElementContext;
  #payment: PaymentElement | undefined;
  readonly #absent = new Map<string, AbsentElement>();

  constructor(context: Pick<ElementContext, 'origin' | 'publishableKey'>, options: ElementsOptions) {
    this.clientSecret = options.clientSecret;
    const locale = options.locale === undefined || options.locale === 'auto' ? navigator.language : options.locale;
    this.#context = { ...context, appearance: options.appearance ?? {}, locale };
  }

  create(type: string): PaymentElement | AbsentElement {
    if (type === 'payment') {
      this.#payment = new PaymentElement(this.#context);
      return this.#payment;
    }
    if (type === 'expressCheckout') {
      const absent = new AbsentElement();
      this.#absent.set(type, absent);
      return absent;
    }
    throw new Error(`The sandbox has no element of type "${type}".`);
  }

  getElement(type: string | { readonly name?: string }): PaymentElement | AbsentElement | null {
    return type === 'payment' ? (this.#payment ?? null) : (this.#absent.get(String(type)) ?? null);
  }

  update(options: ElementsOptions): void {
    if (options.appearance !== undefined) this.#payment?.restyle(options.appearance);
  }

  async fetchUpdates(): Promise<Record<string, never>> {
    return {};
  }

  /** Checks what was typed and shows what is wrong; answers as Stripe.js does. */
  async submit(): Promise<{ error: StripeJsError } | { selectedPaymentMethod: string }> {
    const element = this.paymentElement();
    const result = await element.request('validate');
    return result.ok ? { selectedPaymentMethod: 'card' } : { error: result.error };
  }

  /** Throws, as Stripe.js does, when there is no form to read from. */
  paymentElement(): PaymentElement {
    if (this.#payment === undefined)
      throw new Error('Invalid value for elements: it should have a mounted Payment Element.');
    return this.#payment;
  }
}
