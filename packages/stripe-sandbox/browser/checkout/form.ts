import type { StripeJsError } from '../protocol.ts';
import { currentAppearance, onAppearanceChange } from './appearance.ts';
import { h, icon } from './dom.ts';
import { textField } from './field.ts';
import { formatAmount } from './money.ts';
import type { PageClient, PaymentPage } from './payment-page.ts';
import type { Strings } from './strings.ts';
import type { Elements, Stripe } from './stripe-js.ts';
import { submitButton } from './submit-button.ts';

const LOCK = 'M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3.5 7h9v6.5h-9z';

interface FormDeps {
  readonly page: PaymentPage;
  readonly words: Strings;
  readonly locale: string;
  readonly client: PageClient;
  /** Absent when there is nothing to pay. */
  readonly stripe: Stripe | undefined;
  /** The session is over, one way or another: the page shows how. */
  readonly ended: (page: PaymentPage) => void;
}

/** The form a customer pays with: who they are, their card in a frame of its own, and one button. */
export function checkoutForm({ page, words, locale, client, stripe, ended }: FormDeps): HTMLFormElement {
  const email = textField('email', words.email, { type: 'email', autocomplete: 'email', inputmode: 'email' });
  const name = textField('name', words.nameOnCard, { autocomplete: 'cc-name', placeholder: words.nameHint });
  const problem = h('div', { class: 'problem', role: 'alert', tabindex: '-1', hidden: true });
  const button = submitButton(buttonLabel(page, words, locale), words);
  const elements = stripe?.elements(elementsOptions(page, locale));
  const card = h('div', { class: 'card' });

  const tell = (message: string) => {
    problem.textContent = message;
    problem.hidden = false;
    problem.focus();
    button.show('ready');
  };
  const findProblems = () => {
    const unknown = page.email === null && (email.value === '' || !email.input.checkValidity());
    const wrong = [
      { field: email, message: unknown ? words.enterEmail : undefined },
      { field: name, message: elements !== undefined && name.value === '' ? words.enterName : undefined },
    ].filter(({ message }) => message !== undefined);
    for (const { field, message } of wrong) field.show(message);
    return wrong.map(({ field }) => field);
  };
  const pay = async () => {
    problem.hidden = true;
    const wrong = findProblems();
    if (wrong.includes(email)) return email.input.focus();
    // What the card misses is told at its own fields, which then take the focus.
    const submitted = await elements?.submit();
    if (submitted?.error !== undefined) return;
    if (wrong.length > 0) return name.input.focus();
    button.show('busy');
    const failure = await confirm({
      page,
      client,
      stripe,
      elements,
      email: page.email ?? email.value,
      name: name.value,
    });
    const now = await client.read();
    if (now.ok && now.page.status !== 'open') {
      if (now.page.status === 'complete') button.show('done');
      return ended(now.page);
    }
    tell((failure ?? (now.ok ? undefined : now.error))?.message ?? words.tryAgain);
  };

  let paying = false;
  const form = h(
    'form',
    { novalidate: true },
    h('h2', {}, words.contact),
    page.email === null
      ? email.row
      : h('p', { class: 'known' }, h('span', {}, words.email), h('strong', {}, page.email)),
    ...(elements === undefined
      ? [h('p', { class: 'note' }, words.nothingToPay)]
      : [h('h2', {}, words.paymentMethod), card, name.row]),
    page.saves || page.mode === 'setup' ? h('p', { class: 'note' }, words.saves(page.business)) : null,
    problem,
    button.element,
    elements === undefined ? null : h('p', { class: 'test-hint' }, words.testHint),
    h('p', { class: 'powered' }, icon(LOCK), words.poweredBy),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (paying || button.element.disabled) return;
    paying = true;
    void pay().finally(() => {
      paying = false;
    });
  });

  button.show(elements === undefined ? 'ready' : 'waiting');
  if (elements !== undefined)
    mountCard(
      elements,
      card,
      () => button.show('ready'),
      () => tell(words.brokenTitle),
    );
  return form;
}

function mountCard(elements: Elements, target: HTMLElement, ready: () => void, broken: () => void): void {
  const element = elements.create('payment');
  element.on('ready', ready);
  element.on('loaderror', broken);
  element.mount(target);
  onAppearanceChange(() => elements.update({ appearance: currentAppearance() }));
}

interface Attempt {
  readonly page: PaymentPage;
  readonly client: PageClient;
  readonly stripe: Stripe | undefined;
  readonly elements: Elements | undefined;
  readonly email: string;
  readonly name: string;
}

/** Tries to pay; answers what went wrong. The amount is sent only to be compared with the session's own. */
async function confirm({ page, client, stripe, elements, email, name }: Attempt): Promise<StripeJsError | undefined> {
  const common = { email, ...(page.mode === 'payment' ? { expected_amount: String(page.total) } : {}) };
  if (stripe === undefined || elements === undefined) {
    const free = await client.confirm(common);
    return free.ok ? undefined : free.error;
  }
  const { confirmationToken, error } = await stripe.createConfirmationToken({
    elements,
    params: { payment_method_data: { billing_details: { email, name } } },
  });
  if (error !== undefined) return error;
  const confirmed = await client.confirm({ ...common, confirmation_token: String(confirmationToken?.id) });
  if (!confirmed.ok) return confirmed.error;
  if (confirmed.page.waitingFor === null) return undefined;
  return (await stripe.handleNextAction({ clientSecret: confirmed.page.waitingFor })).error;
}

function elementsOptions(page: PaymentPage, locale: string): Readonly<Record<string, unknown>> {
  const currency = page.currency ?? 'usd';
  const order =
    page.mode === 'payment' ? { mode: 'payment', amount: page.total, currency } : { mode: 'setup', currency };
  return { ...order, locale, appearance: currentAppearance() };
}

function buttonLabel({ mode, total, currency, submitType }: PaymentPage, words: Strings, locale: string): string {
  if (mode === 'setup' || currency === null) return words.saveCard;
  if (total === 0) return words.completeOrder;
  const amount = formatAmount(total, currency, locale);
  if (submitType === 'book') return words.bookAmount(amount);
  return submitType === 'donate' ? words.donateAmount(amount) : words.payAmount(amount);
}
