import type {
  ApiResult,
  ElementSettings,
  Fields,
  FormParams,
  FrameAction,
  FrameElementType,
  FromFrame,
  InitMessage,
  StripeJsError,
  ToFrame,
} from '../protocol.ts';
import { Emitter } from './emitter.ts';
import { IntegrationError } from './integration-error.ts';

export interface ElementContext {
  /** The sandbox, whose page the fields are. */
  readonly origin: string;
  readonly publishableKey: string;
  readonly locale: string;
  /** Called when the element is gone, so that its group may make another. */
  readonly released: () => void;
}

const TITLES: Readonly<Record<FrameElementType, string>> = {
  payment: 'Secure payment input frame',
  card: 'Secure card payment input frame',
  address: 'Secure address input frame',
};

/** An element that is a frame of the sandbox's own origin, so that the page around it never sees what is typed. */
export class FrameElement extends Emitter {
  readonly elementType: FrameElementType;
  readonly #context: ElementContext;
  #settings: ElementSettings;
  #frame: HTMLIFrameElement | undefined;
  #port: MessagePort | undefined;
  #destroyed = false;
  #requests = 0;
  readonly #waiting = new Map<number, (result: ApiResult) => void>();

  constructor(elementType: FrameElementType, context: ElementContext, settings: ElementSettings) {
    super();
    this.elementType = elementType;
    this.#context = context;
    this.#settings = settings;
  }

  /** The frame on the page, for who wants to know the order of elements. */
  get frame(): HTMLIFrameElement | undefined {
    return this.#frame;
  }

  get options(): Fields {
    return this.#settings.options;
  }

  /** Throws an IntegrationError when there is no such place on the page, or the element has been destroyed. */
  mount(target: string | HTMLElement): void {
    if (this.#destroyed)
      throw new IntegrationError('This Element has already been destroyed. Please create a new one.');
    const parent = typeof target === 'string' ? document.querySelector<HTMLElement>(target) : target;
    if (parent === null || parent === undefined)
      throw new IntegrationError(
        `The selector you specified (${String(target)}) applies to no DOM elements that are currently on the page. Make sure the element exists on the page before calling mount().`,
      );
    this.unmount();
    const address = `${this.#context.origin}/v3/elements-inner.html`;
    const frame = document.createElement('iframe');
    frame.title = TITLES[this.elementType];
    frame.allow = 'payment';
    // The fields stand in line with the page's own; the room for their focus ring lies outside.
    const [edge, width] = this.elementType === 'card' ? ['0', '100%'] : ['-4px', 'calc(100% + 8px)'];
    frame.style.cssText = `border:0;display:block;margin:${edge};width:${width};height:0;color-scheme:light`;
    frame.addEventListener('load', () => this.#connect(frame));
    frame.src = address;
    this.#frame = frame;
    this.mountedOn(parent);
    parent.replaceChildren(frame);
    void this.#checkReach(address, frame);
  }

  /** Told where the element is shown. */
  protected mountedOn(_parent: HTMLElement): void {}

  /** A frame whose page cannot be had says nothing at all; only asking for the page tells. */
  async #checkReach(address: string, frame: HTMLIFrameElement): Promise<void> {
    const reached = await fetch(address, { credentials: 'omit' }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (!reached && this.#frame === frame) {
      this.#failToLoad({ type: 'api_connection_error', message: 'The payment form could not be loaded.' });
    }
  }

  #connect(frame: HTMLIFrameElement): void {
    if (this.#frame !== frame) return;
    this.#port?.close();
    const channel = new MessageChannel();
    this.#port = channel.port1;
    channel.port1.onmessage = ({ data }: MessageEvent<FromFrame>) => this.#hear(data);
    const init: InitMessage = {
      type: 'stripe-sandbox:init',
      elementType: this.elementType,
      publishableKey: this.#context.publishableKey,
      locale: this.#context.locale,
      ...plain(this.#settings),
    };
    frame.contentWindow?.postMessage(init, this.#context.origin, [channel.port2]);
    this.emit('loaderstart', { elementType: this.elementType });
  }

  #hear(message: FromFrame): void {
    switch (message.type) {
      case 'resize':
        if (this.#frame !== undefined) this.#frame.style.height = `${message.height}px`;
        return;
      case 'scheme':
        // A frame is see-through only while its scheme is that of the page inside.
        if (this.#frame !== undefined) this.#frame.style.colorScheme = message.scheme;
        return;
      case 'reply':
        this.#waiting.get(message.id)?.(message.result);
        this.#waiting.delete(message.id);
        return;
      case 'event':
        this.emit(message.name, { elementType: this.elementType, ...message.payload });
        return;
      case 'loaderror':
        this.#failToLoad(message.error);
        return;
      default:
        this.emit(message.type, { elementType: this.elementType });
    }
  }

  #failToLoad(error: StripeJsError): void {
    this.#giveUp(error);
    this.emit('loaderror', { elementType: this.elementType, error });
  }

  #giveUp(error: StripeJsError): void {
    for (const answer of this.#waiting.values()) answer({ ok: false, error });
    this.#waiting.clear();
  }

  /** Asks the frame to do something with what was typed; only the outcome comes back. Throws when it is not on the page. */
  request(action: FrameAction, params: FormParams = {}): Promise<ApiResult> {
    if (this.#port === undefined) {
      throw new IntegrationError(
        `We could not retrieve data from the specified Element. Please make sure the ${this.elementType} Element you are attempting to use is still mounted.`,
      );
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

  /** Takes new settings without losing what was typed. */
  apply(change: Partial<ElementSettings>): void {
    this.#settings = { ...this.#settings, ...change };
    this.#send({ type: 'update', ...plain(change) });
  }

  update(options: Fields = {}): this {
    this.apply({ options: { ...this.#settings.options, ...options } });
    return this;
  }

  focus(): void {
    this.#frame?.focus();
    this.#send({ type: 'focus' });
  }

  blur(): void {
    this.#send({ type: 'blur' });
    this.#frame?.blur();
  }

  clear(): void {
    this.#send({ type: 'clear' });
  }

  collapse(): this {
    this.#send({ type: 'collapse' });
    return this;
  }

  unmount(): void {
    this.#port?.close();
    this.#port = undefined;
    this.#frame?.remove();
    this.#frame = undefined;
    this.#giveUp({ type: 'invalid_request_error', message: 'The Element was taken from the page.' });
  }

  destroy(): void {
    this.unmount();
    this.#destroyed = true;
    this.#context.released();
  }
}

/** Only data can travel to a frame: functions a page put into its options stay behind. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}
