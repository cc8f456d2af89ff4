import type { Context } from 'hono';
import { html } from 'hono/html';
import { chosenTenant, type Desk } from '../desk.ts';
import { filterBar } from '../parts/filters.ts';
import { cut, pagination } from '../parts/pagination.ts';
import { empty } from '../parts/panel.ts';
import { paymentStatuses } from '../parts/statuses.ts';
import { paymentRows } from './facts.ts';
import { matchesSearch } from './search.ts';
import { paymentsTable } from './table.ts';

const STATUS_FILTER = {
  name: 'status',
  label: 'Status',
  all: 'Every status',
  options: Object.entries(paymentStatuses).map(([value, [, , label]]) => [value, label] as const),
};

/** The payments of the chosen account, filtered by status and by a search. */
export function paymentsPage(c: Context, desk: Desk): Response | Promise<Response> {
  const { store } = chosenTenant(c, desk);
  const url = new URL(c.req.url);
  const status = url.searchParams.get('status') ?? '';
  const found = paymentRows(store).filter(
    (row) => (status === '' || row.status === status) && matchesSearch(row, url.searchParams.get('q') ?? ''),
  );
  const page = cut(found, url);
  const none =
    store.paymentIntents.size === 0
      ? empty(
          'No payment yet',
          html`Pay in your shop, or create one with the SDK: <code>stripe.paymentIntents.create(…)</code>. The <a href="/">overview</a> has the keys and the <a href="/test-cards">test cards</a> say what each card does.`,
        )
      : empty(
          'Nothing matches',
          html`No payment fits this search. <a href="/payments">Show all ${store.paymentIntents.size}</a>.`,
        );
  return desk.renderPage(c, {
    title: 'Payments',
    section: 'payments',
    content: html`<div class="page-head"><h1>Payments</h1></div>
      ${filterBar(url, { placeholder: 'Id, amount, e-mail or metadata' }, STATUS_FILTER)}
      <section class="panel" aria-label="Payments">${page.total === 0 ? none : paymentsTable(page.shown, desk.clock.now())}${pagination(page, url)}</section>`,
  });
}
