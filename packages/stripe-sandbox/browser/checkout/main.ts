import { h } from './dom.ts';
import { checkoutForm } from './form.ts';
import { notice } from './notice.ts';
import { createPageClient, type PaymentPage } from './payment-page.ts';
import { stringsFor } from './strings.ts';
import { loadStripe, type Stripe } from './stripe-js.ts';
import { businessHeader, orderSummary } from './summary.ts';

const secrets = new URLSearchParams(location.hash.slice(1));
const publishableKey = secrets.get('key') ?? '';
const client = createPageClient({
  id: location.pathname.split('/').at(-1) ?? '',
  publishableKey,
  clientSecret: secrets.get('client_secret') ?? '',
});
const root = document.getElementById('page') ?? document.body;

async function show(): Promise<void> {
  const read = await client.read();
  if (read.ok) return showSession(read.page);
  const { words } = speak(null);
  if (read.error.type === 'api_connection_error') showBroken(read.error.message);
  else place(notice('lost', { title: words.missingTitle, text: words.missingText }), words.missingTitle);
}

/** Sets the page's language: the session's, else the browser's. */
function speak(wanted: string | null) {
  const locale = wanted === null || wanted === 'auto' ? navigator.language : wanted;
  const { words, language } = stringsFor(locale);
  document.documentElement.lang = language;
  // Amounts and words speak one language, so that a page in English does not count in another.
  return { words, locale: locale.toLowerCase().startsWith(language) ? locale : language };
}

async function showSession(page: PaymentPage): Promise<void> {
  if (page.status !== 'open') return showEnd(page);
  const { words, locale } = speak(page.locale);
  const free = page.mode === 'payment' && page.total === 0;
  let stripe: Stripe | undefined;
  try {
    stripe = free ? undefined : await loadStripe(publishableKey);
  } catch {
    return showBroken(words.brokenText);
  }
  const form = checkoutForm({ page, words, locale, client, stripe, ended: finish });
  place(
    h(
      'div',
      { class: 'columns' },
      h('section', { class: 'order' }, businessHeader(page, words), orderSummary(page, words, locale)),
      h('section', { class: 'payment' }, form),
    ),
    page.business,
  );
}

/** A customer who has just paid goes on to the shop by themselves; who comes too late reads why. */
function finish(page: PaymentPage): void {
  if (page.successUrl === null) showEnd(page);
  else location.assign(page.successUrl);
}

function showEnd(page: PaymentPage): void {
  const { words } = speak(page.locale);
  const complete = page.status === 'complete';
  const target = complete ? page.successUrl : page.cancelUrl;
  const label = complete ? words.continueTo(page.business) : words.backTo(page.business);
  const title = complete ? words.completeTitle : words.expiredTitle;
  place(
    notice(complete ? 'done' : 'late', {
      title,
      text: complete ? words.completeText : words.expiredText,
      action: target === null ? undefined : h('a', { class: 'button', href: target }, label),
    }),
    title,
  );
}

function showBroken(text: string): void {
  const { words } = speak(null);
  const again = h('button', { type: 'button', class: 'button' }, words.tryAgain);
  again.addEventListener('click', () => location.reload());
  place(notice('lost', { title: words.brokenTitle, text, action: again }), words.brokenTitle);
}

function place(content: HTMLElement, title: string): void {
  document.title = title;
  root.removeAttribute('aria-busy');
  root.replaceChildren(content);
}

// Who comes back with the browser's button may find a page kept from before they paid.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
void show();
