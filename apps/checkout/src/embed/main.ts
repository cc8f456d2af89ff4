import { type ConnectMessage, type FromFrame, HELLO, type ToFrame, type WidgetConfig } from './messages.ts';
import type {} from './types.ts';

const script = document.currentScript;
const origin = new URL(script instanceof HTMLScriptElement ? script.src : location.href).origin;

/** The checkout as an element: a frame of our own origin, which this page can size but not read. */
class FlashCheckout extends HTMLElement {
  static readonly observedAttributes = ['publishable-key', 'items', 'currency', 'locale', 'theme', 'customer-email'];
  #frame: HTMLIFrameElement | undefined;
  #port: MessagePort | undefined;

  connectedCallback(): void {
    addEventListener('message', this.#hear);
    this.#render();
  }

  disconnectedCallback(): void {
    removeEventListener('message', this.#hear);
    this.#close();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.isConnected || before === after) return;
    // The key decides who may frame us, so a new one needs a new frame.
    if (name === 'publishable-key' || this.#frame === undefined) this.#render();
    else this.#send({ type: 'config', config: this.#config() });
  }

  #render(): void {
    this.#close();
    const { publishableKey, items } = this.#config();
    if (publishableKey === '' || items === '') {
      this.#explain(`flash-checkout needs the attribute ${publishableKey === '' ? 'publishable-key' : 'items'}.`);
      return;
    }
    const frame = document.createElement('iframe');
    frame.title = 'Checkout';
    frame.allow = 'payment';
    frame.style.cssText = 'border:0;display:block;width:100%;min-height:320px;color-scheme:auto';
    frame.src = `${origin}/checkout/frame?key=${encodeURIComponent(publishableKey)}`;
    this.style.display = 'block';
    this.#frame = frame;
    this.replaceChildren(frame);
  }

  #explain(message: string): void {
    const note = document.createElement('p');
    note.setAttribute('role', 'alert');
    note.textContent = message;
    this.replaceChildren(note);
  }

  #close(): void {
    this.#port?.close();
    this.#port = undefined;
    this.#frame?.remove();
    this.#frame = undefined;
  }

  #config(): WidgetConfig {
    const read = (name: string) => this.getAttribute(name) ?? '';
    const theme = read('theme');
    return {
      publishableKey: read('publishable-key'),
      items: read('items'),
      currency: read('currency') || 'usd',
      locale: read('locale') || navigator.language,
      theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
      customerEmail: read('customer-email'),
    };
  }

  #send(message: ToFrame): void {
    this.#port?.postMessage(message);
  }

  readonly #hear = (event: MessageEvent): void => {
    if (event.origin !== origin || event.source !== this.#frame?.contentWindow || event.data !== HELLO) return;
    const channel = new MessageChannel();
    this.#port?.close();
    this.#port = channel.port1;
    channel.port1.onmessage = ({ data }: MessageEvent<FromFrame>) => this.#receive(data);
    const connect: ConnectMessage = { type: 'flash-checkout:connect', config: this.#config() };
    this.#frame?.contentWindow?.postMessage(connect, origin, [channel.port2]);
  };

  #receive(message: FromFrame): void {
    if (message.type === 'resize') {
      if (this.#frame !== undefined) this.#frame.style.height = `${message.height}px`;
      return;
    }
    const { type, ...detail } = message;
    this.dispatchEvent(new CustomEvent(`flash-checkout:${type}`, { bubbles: true, detail }));
  }
}

if (customElements.get('flash-checkout') === undefined) customElements.define('flash-checkout', FlashCheckout);
