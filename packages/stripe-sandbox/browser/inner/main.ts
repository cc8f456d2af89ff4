import { callApi } from '../api.ts';
import type { ApiResult, ElementSettings, Fields, FormParams, FromFrame, InitMessage, ToFrame } from '../protocol.ts';
import { createAddressView } from './address-view.ts';
import { applyAppearance } from './appearance.ts';
import { createCardView } from './card-view.ts';
import { createPaymentView } from './payment-view.ts';
import { stringsFor } from './strings.ts';
import type { View, ViewDeps } from './view.ts';

/** Card data lives and dies in this frame: it goes from here to the sandbox, and to nobody else. */
function start(init: InitMessage, port: MessagePort): void {
  const root = document.documentElement;
  const tell = (message: FromFrame) => port.postMessage(message);
  const call = (method: 'GET' | 'POST', path: string, params: FormParams) =>
    callApi(location.origin, init.publishableKey, method, path, params);
  let settings: ElementSettings = init;
  let answer: Fields = {};

  const locale = supportedLocale(init.locale);
  root.lang = locale;
  const dress = () => tell({ type: 'scheme', scheme: applyAppearance(root, settings.appearance) });
  const view = createView(init, {
    strings: stringsFor(locale),
    locale,
    post: (path, params) => call('POST', path, params),
    emit: (name, payload) => tell({ type: 'event', name, payload }),
    reload: () => load(),
    customerSession: () => settings.session.customer_session_client_secret,
  });

  /** Reads what the session shows now, and shows it. */
  const load = async (): Promise<ApiResult> => {
    const read: ApiResult =
      settings.session.type === undefined
        ? { ok: true, object: {} }
        : await call('GET', 'elements/sessions', settings.session);
    if (read.ok) {
      answer = read.object;
      view.apply(settings, answer);
    }
    return read;
  };
  const loaded = load();

  const perform = async ({ action, params }: Extract<ToFrame, { type: 'request' }>): Promise<ApiResult> => {
    const first = await loaded;
    if (!first.ok) return first;
    if (action === 'refresh') return load();
    if (action === 'value') return { ok: true, object: view.value() };
    const problem = view.validate();
    if (problem !== undefined) return { ok: false, error: { type: 'validation_error', ...problem } };
    return action === 'validate' ? { ok: true, object: {} } : view.request(action, params);
  };

  const update = ({ type: _type, ...change }: Extract<ToFrame, { type: 'update' }>) => {
    settings = { ...settings, ...change };
    if (change.appearance !== undefined) dress();
    if (change.session !== undefined) void load();
    else view.apply(settings, answer);
  };

  port.onmessage = ({ data }: MessageEvent<ToFrame>) => {
    switch (data.type) {
      case 'update':
        void loaded.then(() => update(data));
        return;
      case 'request':
        void perform(data).then((result) => tell({ type: 'reply', id: data.id, result }));
        return;
      case 'blur':
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
        return;
      default:
        view[data.type]();
    }
  };

  dress();
  void loaded.then((read) => {
    if (!read.ok) {
      tell({ type: 'loaderror', error: read.error });
      return;
    }
    document.body.replaceChildren(view.element);
    watch(tell);
    tell({ type: 'ready' });
  });
}

function createView(init: InitMessage, deps: ViewDeps): View {
  if (init.elementType === 'card') return createCardView(deps);
  return init.elementType === 'address' ? createAddressView(deps, init.options) : createPaymentView(deps);
}

/** Tells the page how high the form is, where the focus goes, and that the customer pressed Escape. */
function watch(tell: (message: FromFrame) => void): void {
  new ResizeObserver(() =>
    tell({ type: 'resize', height: Math.ceil(document.body.getBoundingClientRect().height) }),
  ).observe(document.body);
  addEventListener('focus', () => tell({ type: 'focus' }));
  addEventListener('blur', () => tell({ type: 'blur' }));
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') tell({ type: 'escape' });
  });
}

/** A locale that names no language at all must not keep a customer from paying. */
function supportedLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

// Only the page that framed us may start us, and only once.
addEventListener('message', function begin(event: MessageEvent<InitMessage>) {
  const [port] = event.ports;
  if (event.source !== window.parent || event.data.type !== 'stripe-sandbox:init' || port === undefined) return;
  removeEventListener('message', begin);
  start(event.data, port);
});
