import type { ElementSettings, Fields } from '../protocol.ts';
import { type ElementContext, FrameElement } from './frame-element.ts';
import { IntegrationError } from './integration-error.ts';

export type AddressMode = 'billing' | 'shipping';

/** Asks for a billing or shipping address: https://docs.stripe.com/elements/address-element */
export class AddressElement extends FrameElement {
  readonly mode: AddressMode;

  /** Throws an IntegrationError without a mode. */
  constructor(context: ElementContext, settings: ElementSettings) {
    super('address', context, settings);
    const { mode } = settings.options;
    if (mode !== 'billing' && mode !== 'shipping') {
      throw new IntegrationError(
        'Invalid value for elements.create("address"): options.mode should be "billing" or "shipping".',
      );
    }
    this.mode = mode;
  }

  /** What was typed so far: `{ complete, isNewAddress, value }`. */
  getValue = async (): Promise<Fields> => {
    const result = await this.request('value');
    if (!result.ok) throw new IntegrationError(result.error.message);
    return result.object;
  };
}
