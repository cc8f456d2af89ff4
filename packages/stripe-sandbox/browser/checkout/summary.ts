import { h, icon } from './dom.ts';
import { formatAmount } from './money.ts';
import type { PageLine, PaymentPage } from './payment-page.ts';
import type { Strings } from './strings.ts';

const CHEVRON_DOWN = 'M4 6l4 4 4-4';
const ARROW_LEFT = 'M9.5 3.5 5 8l4.5 4.5';

/** Whose page it is, with the way back when the merchant gave one. */
export function businessHeader({ business, cancelUrl }: PaymentPage, words: Strings): HTMLElement {
  const name = h('span', { class: 'business' }, business);
  const badge = h('span', { class: 'badge' }, words.testMode);
  if (cancelUrl === null) return h('header', {}, name, badge);
  const back = h('a', { class: 'back', href: cancelUrl, 'aria-label': words.backTo(business) }, icon(ARROW_LEFT), name);
  return h('header', {}, back, badge);
}

/** What is bought and what it comes to; for a setup, what it is for. */
export function orderSummary(page: PaymentPage, words: Strings, locale: string): HTMLElement {
  const { currency } = page;
  if (page.mode === 'setup' || currency === null) {
    return h('div', { class: 'summary' }, h('h1', { class: 'title' }, words.setUpFor(page.business)));
  }
  const money = (minor: number) => formatAmount(minor, currency, locale);
  const total = money(page.total);
  return h(
    'div',
    { class: 'summary' },
    h('h1', { class: 'title' }, words.pay(page.business)),
    h('p', { class: 'total' }, total),
    foldedOnPhones(
      h('summary', {}, words.orderSummary, icon(CHEVRON_DOWN)),
      h(
        'ul',
        { class: 'lines', 'aria-label': words.orderSummary },
        ...page.lines.map((line) => lineItem(line, words, money)),
      ),
      h(
        'dl',
        { class: 'sums' },
        h('div', {}, h('dt', {}, words.subtotal), h('dd', {}, total)),
        h('div', { class: 'due' }, h('dt', {}, words.totalDue), h('dd', {}, total)),
      ),
    ),
  );
}

/** Where the form stands below the order it must not be pushed out of sight; beside it there is room for all. */
function foldedOnPhones(...content: readonly HTMLElement[]): HTMLElement {
  const wide = matchMedia('(min-width: 821px)');
  const details = h('details', { class: 'order-details', open: wide.matches }, ...content);
  wide.addEventListener('change', () => {
    details.open = wide.matches;
  });
  return details;
}

function lineItem(line: PageLine, words: Strings, money: (minor: number) => string): HTMLElement {
  const notes = [
    line.quantity > 1 ? words.quantity(line.quantity) : null,
    line.quantity > 1 ? words.each(money(line.unitAmount)) : null,
  ].filter((note) => note !== null);
  return h(
    'li',
    {},
    picture(line),
    h(
      'div',
      { class: 'what' },
      h('span', { class: 'name' }, line.description),
      line.details === null ? null : h('span', { class: 'note' }, line.details),
      notes.length === 0 ? null : h('span', { class: 'note' }, notes.join(' · ')),
    ),
    h('span', { class: 'price' }, money(line.total)),
  );
}

function picture({ image, description }: PageLine): HTMLElement {
  if (image !== null) return h('img', { class: 'picture', src: image, alt: '', width: '44', height: '44' });
  return h('span', { class: 'picture', 'aria-hidden': 'true' }, [...description][0]?.toUpperCase() ?? '');
}
