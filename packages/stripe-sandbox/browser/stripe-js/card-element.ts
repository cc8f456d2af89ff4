import { fieldsOf } from '../fields.ts';
import type { ElementSettings } from '../protocol.ts';
import { type ElementContext, FrameElement } from './frame-element.ts';

/** Class names a page styles the element's container by: https://docs.stripe.com/js/element/the_element_container */
const CLASSES = { base: '', focus: '--focus', complete: '--complete', empty: '--empty', invalid: '--invalid' };

/** The legacy card field of one line. Its container wears classes that tell its state. */
export class CardElement extends FrameElement {
  #container: HTMLElement | undefined;

  constructor(context: ElementContext, settings: ElementSettings) {
    super('card', context, settings);
    this.on('focus', () => this.#wear({ focus: true }));
    this.on('blur', () => this.#wear({ focus: false }));
    this.on('change', (event) => {
      const { complete, empty, error } = fieldsOf(event);
      this.#wear({ complete: complete === true, empty: empty === true, invalid: error !== undefined });
    });
  }

  protected override mountedOn(parent: HTMLElement): void {
    this.#container = parent;
    this.#wear({ base: true, empty: true });
  }

  #wear(states: Partial<Record<keyof typeof CLASSES, boolean>>): void {
    const chosen = fieldsOf(this.options.classes);
    for (const [state, on] of Object.entries(states)) {
      const suffix = new Map(Object.entries(CLASSES)).get(state);
      this.#container?.classList.toggle(String(chosen[state] ?? `StripeElement${suffix}`), on);
    }
  }
}
