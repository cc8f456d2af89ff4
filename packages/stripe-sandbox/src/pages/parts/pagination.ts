import { html } from 'hono/html';
import type { Html } from './html.ts';
import { icon } from './icons.ts';

const PER_PAGE = 25;

export interface Cut<T> {
  readonly shown: readonly T[];
  readonly page: number;
  readonly pages: number;
  readonly total: number;
}

/** The page that the address asks for (`?page=2`), or the nearest there is. */
export function cut<T>(items: readonly T[], url: URL): Cut<T> {
  const pages = Math.max(1, Math.ceil(items.length / PER_PAGE));
  const wanted = Number(url.searchParams.get('page') ?? '1');
  const page = Number.isInteger(wanted) ? Math.min(Math.max(wanted, 1), pages) : 1;
  return { shown: items.slice((page - 1) * PER_PAGE, page * PER_PAGE), page, pages, total: items.length };
}

/** Where one stands in a list of several pages, and the way to the next; nothing when there is only one. */
export function pagination({ page, pages, total }: Cut<unknown>, url: URL): Html | string {
  if (pages === 1) return '';
  const to = (target: number) => {
    const query = new URLSearchParams(url.searchParams);
    query.set('page', String(target));
    return `${url.pathname}?${query.toString()}`;
  };
  const step = (target: number, label: string, rel: string, content: Html) =>
    target < 1 || target > pages
      ? ''
      : html`<a class="button small" rel="${rel}" aria-label="${label}" href="${to(target)}">${content}</a>`;
  return html`<nav class="pages" aria-label="Pages"><span>${(page - 1) * PER_PAGE + 1}–${Math.min(page * PER_PAGE, total)} of ${total}</span><span class="buttons">${step(page - 1, 'Previous page', 'prev', html`${icon('left', 12)} Previous`)}${step(page + 1, 'Next page', 'next', html`Next ${icon('right', 12)}`)}</span></nav>`;
}
