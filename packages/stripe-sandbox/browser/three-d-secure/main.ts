import { callApi } from '../api.ts';
import { CHALLENGE_DONE } from '../protocol.ts';

const params = new URLSearchParams(location.hash.slice(1));
const key = params.get('key') ?? '';
const clientSecret = params.get('client_secret') ?? '';
const parentOrigin = params.get('parent') ?? '';
const challenge = location.pathname.split('/').at(-1) ?? '';

const part = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
};
const buttons = ['complete', 'fail'].map((id) => part(id));

async function show(): Promise<void> {
  const [intentId = ''] = clientSecret.split('_secret_');
  const read = await callApi(location.origin, key, 'GET', `payment_intents/${intentId}`, {
    client_secret: clientSecret,
  });
  if (!read.ok) {
    part('problem').textContent = read.error.message;
    return;
  }
  const { amount, currency, description } = read.object;
  const format = new Intl.NumberFormat(navigator.language, { style: 'currency', currency: String(currency) });
  part('amount').textContent = format.format(
    Number(amount) / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2),
  );
  part('description').textContent = String(description ?? 'Your order');
  for (const button of buttons) button.removeAttribute('disabled');
  part('complete').focus();
}

async function answer(verdict: string): Promise<void> {
  for (const button of buttons) button.setAttribute('disabled', '');
  const result = await callApi(location.origin, key, 'POST', `3ds2/${challenge}/${verdict}`, {
    client_secret: clientSecret,
  });
  if (result.ok) {
    window.parent.postMessage(CHALLENGE_DONE, parentOrigin);
    return;
  }
  part('problem').textContent = result.error.message;
  for (const button of buttons) button.removeAttribute('disabled');
}

for (const button of buttons) button.addEventListener('click', () => void answer(button.id));
void show();
