import { type ConnectMessage, type FromFrame, HELLO, type ToFrame, type Told, type WidgetConfig } from './messages.ts';
import { createNotice } from './notice.ts';
import type {} from './types.ts';
import { watchFrame } from './watch-frame.ts';

const script = document.currentScript;
const origin = new URL(script instanceof HTMLScriptElement ? script.src : location.href).origin;

/** The checkout as an element: a frame of our own origin, which this page can size but not read. */
class FlashCheckout extends HTMLElement {
  static readonly observedAttributes = ['publishable-key', 'items', 'currency', 'locale', 'theme', 'customer-email'];
  #frame: HTMLIFrameElement | undefined;
  #port: MessagePort | undefined;
  #unwatch: (() => void) | undefined;
  #notice: HTMLElement | undefined;
  /** What the next update has to do; pages change several attributes at once, which is one update. */
  #due: 'nothing' | 'config' | 'frame' = 'nothing';

  connectedCallback(): void {
    addEventListener('message', this.#hear);
    this.#update('frame');
  }

  disconnectedCallback(): void {
    removeEventListener('message', this.#hear);
    this.#close();
  }

  /** Moved with `moveBefore`, the frame lives on; without this method it would be taken out and put in again. */
  connectedMoveCallback(): void {}

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    // The key decides who may frame us, so a new one needs a new frame.
    this.#update(name === 'publishable-key' ? 'frame' : 'config');
  }

  #update(what: 'config' | 'frame'): void {
    if (this.#due === 'nothing') queueMicrotask(() => this.#catchUp());
    if (this.#due !== 'frame') this.#due = what;
  }

  #catchUp(): void {
    const due = this.#due;
    this.#due = 'nothing';
    // Attributes are read before the element is on the page, and that is no reason for a frame yet.
    if (!this.isConnected) return;
    if (due === 'frame' || this.#frame === undefined) this.#render();
    else this.#send({ type: 'config', config: this.#config() });
  }

  #render(): void {
    this.#close();
    this.style.display = 'block';
    const { publishableKey, items } = this.#config();
    if (publishableKey === '' || items === '') {
      const message = `flash-checkout needs the attribute ${publishableKey === '' ? 'publishable-key' : 'items'}.`;
      this.#explain({ code: 'attribute_missing', message });
      return;
    }
    const frame = document.createElement('iframe');
    frame.title = 'Checkout';
    frame.allow = 'payment';
    frame.style.cssText = 'border:0;display:block;width:100%;min-height:320px';
    frame.src = `${origin}/checkout/frame?key=${encodeURIComponent(publishableKey)}`;
    this.#unwatch = watchFrame(frame, isServerReached, (problem) => {
      // It stays in the page, out of sight: should it come after all, it is welcome.
      frame.style.display = 'none';
      this.#explain(problem, () => this.#render());
    });
    this.#frame = frame;
    this.replaceChildren(frame);
  }

  #explain({ code, message }: { code: string; message: string }, onRetry?: () => void): void {
    this.#notice?.remove();
    this.#notice = createNotice(message, onRetry);
    this.prepend(this.#notice);
    this.#tell({ type: 'error', code, message });
  }

  #close(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#port?.close();
    this.#port = undefined;
    this.#frame?.remove();
    this.#frame = undefined;
    this.#notice?.remove();
    this.#notice = undefined;
  }

  #config(): WidgetConfig {
    const read = (name: string) => this.getAttribute(name)?.trim() ?? '';
    const theme = read('theme');
    return {
      publishableKey: read('publishable-key'),
      items: read('items'),
      currency: read('currency') || 'usd',
      locale: read('locale'),
      theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
      customerEmail: read('customer-email'),
    };
  }

  #send(message: ToFrame): void {
    this.#port?.postMessage(message);
  }

  readonly #hear = (event: MessageEvent): void => {
    const frame = this.#frame;
    if (event.data !== HELLO || event.origin !== origin || frame === undefined || event.source !== frame.contentWindow)
      return;
    this.#unwatch?.();
    this.#notice?.remove();
    frame.style.display = 'block';
    const channel = new MessageChannel();
    this.#port?.close();
    this.#port = channel.port1;
    channel.port1.onmessage = ({ data }: MessageEvent<FromFrame>) => this.#receive(data);
    const connect: ConnectMessage = { type: 'flash-checkout:connect', config: this.#config() };
    frame.contentWindow?.postMessage(connect, origin, [channel.port2]);
  };

  #receive(message: FromFrame): void {
    if (message.type === 'reload') this.#render();
    else if (message.type !== 'resize') this.#tell(message);
    else if (this.#frame !== undefined) this.#frame.style.height = `${message.height}px`;
  }

  #tell({ type, ...detail }: Told): void {
    this.dispatchEvent(new CustomEvent(`flash-checkout:${type}`, { bubbles: true, detail }));
  }
}

/** Asks for the one file that any page may read; the answer itself does not matter. */
function isServerReached(): Promise<boolean> {
  return fetch(`${origin}/embed.js`, { mode: 'no-cors', cache: 'no-store', credentials: 'omit' }).then(
    () => true,
    () => false,
  );
}

if (customElements.get('flash-checkout') === undefined) customElements.define('flash-checkout', FlashCheckout);
