import { callApi } from '../api.ts';
import { fieldsOf, textOf } from '../fields.ts';
import { type ApiResult, CHALLENGE_DONE, type Fields } from '../protocol.ts';
import { returnUrlFor } from '../return-url.ts';
import { wordingFor } from './wording.ts';

const params = new URLSearchParams(location.hash.slice(1));
const key = params.get('key') ?? '';
const clientSecret = params.get('client_secret') ?? '';
const parentOrigin = params.get('parent');
const challenge = location.pathname.split('/').at(-1) ?? '';

const part = (id: string): HTMLElement => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
};
const buttons = ['complete', 'fail'].map((id) => part(id));
const enable = (enabled: boolean) => {
  for (const button of buttons) button.toggleAttribute('disabled', !enabled);
};
const complain = (message: string) => {
  part('problem').textContent = message;
};

function readIntent(): Promise<ApiResult> {
  const [id = ''] = clientSecret.split('_secret_');
  const kind = id.startsWith('seti_') ? 'setup_intents' : 'payment_intents';
  return callApi(location.origin, key, 'GET', `${kind}/${id}`, { client_secret: clientSecret });
}

async function show(): Promise<void> {
  const read = await readIntent();
  if (!read.ok) return complain(read.error.message);
  const { purpose, details } = wordingFor(read.object, navigator.language);
  part('purpose').textContent = purpose;
  part('details').replaceChildren(...details.flatMap(([term, text]) => [item('dt', term), item('dd', text)]));
  const open = read.object.status === 'requires_action' && JSON.stringify(read.object.next_action).includes(challenge);
  if (!open) return complain('This has been answered already. You can close this page.');
  // Only what the merchant asked for leads away from here, never what this page's address says.
  const back = textOf(fieldsOf(fieldsOf(read.object.next_action).redirect_to_url).return_url);
  for (const button of buttons) button.addEventListener('click', () => void answer(button.id, back));
  enable(true);
  part('complete').focus();
}

async function answer(verdict: string, back: string | undefined): Promise<void> {
  enable(false);
  const result = await callApi(location.origin, key, 'POST', `3ds2/${challenge}/${verdict}`, {
    client_secret: clientSecret,
  });
  if (result.ok) return leave(result.object, back);
  complain(result.error.message);
  enable(true);
}

/** Goes back as the customer came: to the merchant's page, or out of the frame over it. */
function leave(intent: Fields, back: string | undefined): void {
  if (parentOrigin !== null && window.parent !== window) window.parent.postMessage(CHALLENGE_DONE, parentOrigin);
  else if (back !== undefined) location.assign(returnUrlFor(back, intent, clientSecret));
  else complain('Thank you. You can close this page.');
}

function item(kind: 'dt' | 'dd', text: string): HTMLElement {
  const element = document.createElement(kind);
  element.textContent = text;
  return element;
}

document.documentElement.toggleAttribute('data-framed', parentOrigin !== null);
void show();
