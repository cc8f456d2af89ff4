import { encodeForm, fieldsOf } from '../fields.ts';
import type { ElementSettings, Fields, FormParams, StripeJsError } from '../protocol.ts';
import { AddressElement } from './address-element.ts';
import { CardElement } from './card-element.ts';
import { checkElementsOptions, type ElementsOptions, sessionParams } from './elements-options.ts';
import { ExpressCheckoutElement } from './express-checkout-element.ts';
import { type ElementContext, FrameElement } from './frame-element.ts';
import { IntegrationError } from './integration-error.ts';

export type AnyElement = FrameElement | ExpressCheckoutElement;

/** A group of elements that make one payment, or keep one card. */
export class Elements {
  readonly #context: Omit<ElementContext, 'released' | 'locale'>;
  readonly #elements = new Map<string, AnyElement>();
  #options: ElementsOptions;
  #submitted = false;

  /** Throws an IntegrationError for options that do not fit. */
  constructor(context: Omit<ElementContext, 'released' | 'locale'>, options: ElementsOptions) {
    checkElementsOptions(options);
    this.#context = context;
    this.#options = options;
  }

  get clientSecret(): string | undefined {
    return this.#options.clientSecret;
  }

  /** Whether the page has yet to make an intent: then it must call submit() before it confirms. */
  get awaitsSubmit(): boolean {
    return this.#options.mode !== undefined && !this.#submitted;
  }

  /** Throws an IntegrationError for an element the sandbox does not have, a second one of a kind, or a missing intent. */
  create(type: string, options: Fields = {}): AnyElement {
    const key = keyOf(type, options);
    if (this.#elements.has(key)) {
      throw new IntegrationError(`Can only create one Element of type ${type} through elements().`);
    }
    const context: ElementContext = {
      ...this.#context,
      locale: localeOf(this.#options.locale),
      released: () => {
        this.#elements.delete(key);
        this.#shareBilling();
      },
    };
    const element = this.#make(type, context, options);
    this.#elements.set(key, element);
    this.#shareBilling();
    return element;
  }

  #make(type: string, context: ElementContext, options: Fields): AnyElement {
    const settings: ElementSettings = {
      appearance: this.#options.appearance ?? {},
      options,
      session: sessionParams(this.#options),
      billingElsewhere: false,
    };
    switch (type) {
      case 'payment':
        this.#requireIntent(type);
        return new FrameElement('payment', context, settings);
      case 'expressCheckout':
        this.#requireIntent(type);
        return new ExpressCheckoutElement(context, settings.session);
      case 'address':
        return new AddressElement(context, settings);
      case 'card':
        return new CardElement(context, { ...settings, session: {} });
      default:
        throw new IntegrationError(
          `The sandbox has no Element of type ${type}. It has payment, address, card and expressCheckout.`,
        );
    }
  }

  #requireIntent(type: string): void {
    if (this.#options.clientSecret !== undefined || this.#options.mode !== undefined) return;
    throw new IntegrationError(
      `In order to create a ${type} Element, you must pass a clientSecret or mode when creating the Elements group, e.g. stripe.elements({ clientSecret: "{{CLIENT_SECRET}}" }).`,
    );
  }

  /** A Payment Element does not ask for a billing address that an Address Element asks for. */
  #shareBilling(): void {
    const billingElsewhere = this.#elements.has('address:billing');
    const payment = this.#elements.get('payment');
    if (payment instanceof FrameElement) payment.apply({ billingElsewhere });
  }

  /** Finds an element by its name, or by the React component that stands for it. */
  getElement(type: unknown, options: Fields = {}): AnyElement | null {
    const name = typeof type === 'string' ? type : nameOfComponent(type);
    if (name !== 'address') return this.#elements.get(name) ?? null;
    const mode = options.mode === undefined ? ['billing', 'shipping'] : [String(options.mode)];
    return mode.map((one) => this.#elements.get(`address:${one}`)).find((element) => element !== undefined) ?? null;
  }

  /** Throws an IntegrationError for options that do not fit; then nothing changes. */
  update(change: ElementsOptions): void {
    const options = { ...this.#options, ...change };
    checkElementsOptions(options);
    this.#options = options;
    const session = sessionParams(options);
    for (const element of this.#frames()) {
      element.apply({
        ...(change.appearance === undefined ? {} : { appearance: change.appearance }),
        ...(element instanceof CardElement ? {} : { session }),
      });
    }
  }

  /** Reads the intent again, after the merchant's server has changed it. */
  fetchUpdates = async (): Promise<{ error?: StripeJsError }> => {
    for (const element of this.#frames()) {
      const result = await element.request('refresh');
      if (!result.ok) return { error: result.error };
    }
    return {};
  };

  /** Checks what was typed and shows what is wrong; answers as Stripe.js does. */
  submit = async (): Promise<{ error: StripeJsError } | { selectedPaymentMethod: string }> => {
    const payment = this.paymentElement();
    let first: StripeJsError | undefined;
    // From the last to the first, so that the focus ends on the first problem of the page.
    for (const element of this.#frames().toReversed()) {
      const result = await element.request('validate');
      if (!result.ok) first = result.error;
    }
    if (first !== undefined) return { error: first };
    this.#submitted = true;
    return { selectedPaymentMethod: payment.elementType === 'address' ? '' : 'card' };
  };

  /** Throws an IntegrationError when there is no form to read from. */
  paymentElement(): FrameElement {
    const payment = this.#elements.get('payment') ?? this.#elements.get('card');
    if (payment instanceof FrameElement && payment.frame !== undefined) return payment;
    throw new IntegrationError(
      'Invalid value for elements: it should have a mounted Payment Element or Express Checkout Element.',
    );
  }

  /** What the Address Elements add to a confirmation: billing details of the card, and where goods go. */
  async addressParams(): Promise<FormParams> {
    let params: FormParams = {};
    for (const element of this.#elements.values()) {
      if (!(element instanceof AddressElement) || element.frame === undefined) continue;
      const { value } = await element.getValue();
      const { name, phone, address } = fieldsOf(value);
      const prefix = element.mode === 'billing' ? 'payment_method_data[billing_details]' : 'shipping';
      params = { ...params, ...encodeForm({ name, phone, address }, prefix) };
    }
    return params;
  }

  #frames(): FrameElement[] {
    return [...this.#elements.values()]
      .filter((element) => element instanceof FrameElement)
      .filter(({ frame }) => frame !== undefined)
      .sort((a, b) => positionOf(a, b));
  }
}

function positionOf({ frame: a }: FrameElement, { frame: b }: FrameElement): number {
  if (a === undefined || b === undefined) return 0;
  return a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

function keyOf(type: string, options: Fields): string {
  return type === 'address' ? `address:${String(options.mode)}` : type;
}

/** React's components carry the name of their element: https://docs.stripe.com/sdks/stripejs-react */
function nameOfComponent(component: unknown): string {
  const carried =
    typeof component === 'function' || typeof component === 'object'
      ? Reflect.get(Object(component), '__elementType')
      : undefined;
  return typeof carried === 'string' ? carried : '';
}

function localeOf(locale: string | undefined): string {
  return locale === undefined || locale === 'auto' ? navigator.language : locale;
}
