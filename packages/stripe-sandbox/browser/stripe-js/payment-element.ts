import type { ApiResult, Appearance, FrameAction, FromFrame, InitMessage, ToFrame } from '../protocol.ts';
import { Emitter } from './emitter.ts';

export interface ElementContext {
  /** The sandbox, whose page the card fields are. */
  readonly origin: string;
  readonly publishableKey: string;
  readonly appearance: Appearance;
  readonly locale: string;
}

/** The card form: a frame of the sandbox's own origin, so that this page never sees a card number. */
export class PaymentElement extends Emitter {
  readonly elementType = 'payment';
  readonly #context: ElementContext;
  #frame: HTMLIFrameElement | undefined;
  #port: MessagePort | undefined;
  #appearance: Appearance;
  #requests = 0;
  readonly #waiting = new Map<number, (result: ApiResult) => void>();

  constructor(context: ElementContext) {
    super();
    this.#context = context;
    this.#appearance = context.appearance;
  }

  mount(target: string | HTMLElement): void {
    const parent = typeof target === 'string' ? document.querySelector(target) : target;
    if (parent === null)
      throw new Error(
        `The selector you specified (${String(target)}) applies to no DOM elements that are currently on the page.`,
      );
    const frame = document.createElement('iframe');
    frame.title = 'Secure payment input frame';
    frame.src = `${this.#context.origin}/v3/elements-inner.html`;
    frame.allow = 'payment';
    frame.style.cssText = 'border:0;display:block;width:100%;height:0;color-scheme:auto';
    frame.addEventListener('load', () => this.#connect(frame));
    frame.addEventListener('error', () =>
      this.emit('loaderror', {
        elementType: 'payment',
        error: { type: 'api_error', message: 'The payment form could not be loaded.' },
      }),
    );
    this.#frame = frame;
    parent.replaceChildren(frame);
    this.emit('loaderstart', { elementType: 'payment' });
  }

  #connect(frame: HTMLIFrameElement): void {
    this.#port?.close();
    const channel = new MessageChannel();
    this.#port = channel.port1;
    channel.port1.onmessage = ({ data }: MessageEvent<FromFrame>) => this.#hear(data);
    const init: InitMessage = {
      type: 'stripe-sandbox:init',
      publishableKey: this.#context.publishableKey,
      appearance: this.#appearance,
      locale: this.#context.locale,
    };
    frame.contentWindow?.postMessage(init, this.#context.origin, [channel.port2]);
  }

  #hear(message: FromFrame): void {
    switch (message.type) {
      case 'resize':
        if (this.#frame !== undefined) this.#frame.style.height = `${message.height}px`;
        return;
      case 'reply':
        this.#waiting.get(message.id)?.(message.result);
        this.#waiting.delete(message.id);
        return;
      case 'change':
        this.emit('change', {
          elementType: 'payment',
          collapsed: false,
          complete: message.complete,
          empty: message.empty,
          value: { type: 'card' },
        });
        return;
      default:
        this.emit(message.type, { elementType: 'payment' });
    }
  }

  /** Asks the frame to do something with what was typed; only the outcome comes back. */
  request(action: FrameAction, params: Readonly<Record<string, string>> = {}): Promise<ApiResult> {
    if (this.#port === undefined) {
      return Promise.resolve({
        ok: false,
        error: { type: 'invalid_request_error', message: 'The payment form is not ready yet.' },
      });
    }
    this.#requests += 1;
    const id = this.#requests;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ type: 'request', id, action, params });
    });
  }

  #send(message: ToFrame): void {
    this.#port?.postMessage(message);
  }

  /** Elements take a new appearance without losing what was typed. */
  restyle(appearance: Appearance): void {
    this.#appearance = appearance;
    this.#send({ type: 'update', appearance });
  }

  update(): this {
    return this;
  }

  focus(): void {
    this.#frame?.focus();
    this.#send({ type: 'focus' });
  }

  blur(): void {
    this.#send({ type: 'blur' });
  }

  clear(): void {
    this.#send({ type: 'clear' });
  }

  collapse(): this {
    return this;
  }

  unmount(): void {
    this.#port?.close();
    this.#port = undefined;
    this.#frame?.remove();
    this.#frame = undefined;
  }

  destroy(): void {
    this.unmount();
  }
}
