import { callApi } from '../api.ts';
import type { FormParams } from '../protocol.ts';
import { Emitter } from './emitter.ts';
import type { ElementContext } from './frame-element.ts';

/** Wallet buttons, of which the sandbox has none: the element is ready and shows nothing, as on a device without wallets. */
export class ExpressCheckoutElement extends Emitter {
  readonly elementType = 'expressCheckout';
  readonly #context: ElementContext;
  readonly #session: FormParams;

  constructor(context: ElementContext, session: FormParams) {
    super();
    this.#context = context;
    this.#session = session;
  }

  mount(): void {
    const { elementType } = this;
    const { origin, publishableKey } = this.#context;
    void callApi(origin, publishableKey, 'GET', 'elements/sessions', this.#session).then((read) =>
      read.ok
        ? this.emit('ready', { elementType, availablePaymentMethods: undefined })
        : this.emit('loaderror', { elementType, error: read.error }),
    );
  }

  update(): this {
    return this;
  }
  focus(): void {}
  blur(): void {}
  clear(): void {}
  unmount(): void {}
  destroy(): void {
    this.#context.released();
  }
}
