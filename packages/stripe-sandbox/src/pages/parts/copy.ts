import { html } from 'hono/html';
import type { Html } from './html.ts';
import { icon } from './icons.ts';

/** A button that copies `value`; shown once the script that can do it has run. */
export function copyButton(value: string, what = value): Html {
  return html`<button class="copy above" type="button" data-copy="${value}" aria-label="Copy ${what}" title="Copy" hidden><span class="idle">${icon('copy', 14)}</span><span class="done">${icon('check', 14)}</span></button>`;
}

/** An id to read and to copy, and to follow where it leads somewhere. */
export function copyable(id: string, href?: string): Html {
  return html`<span class="id">${href === undefined ? html`<code>${id}</code>` : html`<a class="above" href="${href}"><code>${id}</code></a>`}${copyButton(id)}</span>`;
}

/** Enough of a key to tell it from another: what kind it is, and its end. */
export function masked(value: string): string {
  return `${value.slice(0, value.indexOf('_', 3) + 1)}••••${value.slice(-4)}`;
}

/** A key or signing secret, masked until somebody asks to see it. */
export function secret(value: string, what: string): Html {
  return html`<span class="id"><details class="secret"><summary><code class="masked">${masked(value)}</code><code class="shown">${value}</code><span class="act"><span class="masked">Show</span><span class="shown">Hide</span><span class="hidden-text"> ${what}</span></span></summary></details>${copyButton(value, what)}</span>`;
}
