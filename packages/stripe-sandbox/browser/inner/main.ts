import { callApi } from '../api.ts';
import type { ApiResult, FromFrame, InitMessage, ToFrame } from '../protocol.ts';
import { applyAppearance } from './appearance.ts';
import { createCardForm } from './form.ts';
import { stringsFor } from './strings.ts';

/** Card data lives and dies in this frame: it goes from here to the sandbox, and to nobody else. */
function start(init: InitMessage, port: MessagePort): void {
  const tell = (message: FromFrame) => port.postMessage(message);
  document.documentElement.lang = init.locale;
  applyAppearance(document.documentElement, init.appearance);
  const form = createCardForm(stringsFor(init.locale), init.locale, () =>
    tell({ type: 'change', complete: form.isComplete(), empty: form.isEmpty() }),
  );
  document.body.replaceChildren(form.element);

  new ResizeObserver(() =>
    tell({ type: 'resize', height: Math.ceil(document.body.getBoundingClientRect().height) }),
  ).observe(document.body);
  addEventListener('focus', () => tell({ type: 'focus' }));
  addEventListener('blur', () => tell({ type: 'blur' }));
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') tell({ type: 'escape' });
  });

  const perform = async ({ action, params }: Extract<ToFrame, { type: 'request' }>): Promise<ApiResult> => {
    const problem = form.validate();
    if (problem !== undefined) return { ok: false, error: { type: 'validation_error', ...problem } };
    if (action === 'validate') return { ok: true, object: {} };
    const card = form.params(action === 'confirmation_tokens' ? 'payment_method_data' : '');
    return callApi(location.origin, init.publishableKey, 'POST', action, { ...card, ...params });
  };

  port.onmessage = ({ data }: MessageEvent<ToFrame>) => {
    if (data.type === 'update') applyAppearance(document.documentElement, data.appearance);
    else if (data.type === 'focus') form.focus();
    else if (data.type === 'clear') form.clear();
    else if (data.type === 'request') void perform(data).then((result) => tell({ type: 'reply', id: data.id, result }));
  };
  tell({ type: 'ready' });
}

// Only the page that framed us may start us, and only once.
addEventListener('message', function begin(event: MessageEvent<InitMessage>) {
  const [port] = event.ports;
  if (event.source !== window.parent || event.data.type !== 'stripe-sandbox:init' || port === undefined) return;
  removeEventListener('message', begin);
  start(event.data, port);
});
