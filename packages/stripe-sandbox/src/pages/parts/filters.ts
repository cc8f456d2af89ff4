import { html } from 'hono/html';
import type { Html } from './html.ts';

export interface Filter {
  /** Name of the query parameter. */
  readonly name: string;
  readonly label: string;
  /** What stands for no filter. */
  readonly all: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

/** A search field and a choice above a list; plain GET, so that a result has an address to share. */
export function filterBar(url: URL, search: { placeholder: string } | undefined, filter?: Filter): Html {
  const value = (name: string) => url.searchParams.get(name) ?? '';
  return html`<form class="filters" method="get" action="${url.pathname}" role="search">
    ${
      search === undefined
        ? ''
        : html`<input class="input" type="search" name="q" value="${value('q')}" placeholder="${search.placeholder}" aria-label="${search.placeholder}" maxlength="200" />`
    }
    ${
      filter === undefined
        ? ''
        : html`<select class="input" name="${filter.name}" aria-label="${filter.label}" data-submits><option value="">${filter.all}</option>${filter.options.map(
            ([option, label]) =>
              html`<option value="${option}"${option === value(filter.name) ? html` selected` : ''}>${label}</option>`,
          )}</select>`
    }
    <button class="button" type="submit">${search === undefined ? 'Filter' : 'Search'}</button>
    ${[...url.searchParams].some(([name, text]) => name !== 'page' && name !== 'notice' && text !== '') ? html`<a class="clear" href="${url.pathname}">Clear</a>` : ''}
  </form>`;
}
