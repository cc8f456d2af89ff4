import { html } from 'hono/html';
import { hrefOf } from '../links.ts';
import type { Html } from './html.ts';

/** A key with its colon, another text, a word, or a number. */
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON in colours, ids of objects that have a page leading there. */
export function json(value: unknown): Html {
  const text = JSON.stringify(value, null, 2) ?? 'null';
  const pieces: (Html | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    pieces.push(text.slice(end, match.index), token(match));
    end = match.index + match[0].length;
  }
  pieces.push(text.slice(end));
  return html`<pre class="json" tabindex="0">${pieces}</pre>`;
}

function token([whole, quoted, colon, word]: RegExpExecArray): Html {
  if (quoted !== undefined && colon !== undefined) return html`<span class="k">${quoted}</span>${colon}`;
  if (quoted !== undefined) {
    const href = hrefOf(quoted.slice(1, -1));
    return href === undefined
      ? html`<span class="s">${quoted}</span>`
      : html`<a class="s" href="${href}">${quoted}</a>`;
  }
  return html`<span class="${word === undefined ? 'n' : 'l'}">${whole}</span>`;
}

/** JSON behind a heading that opens it. */
export function rawJson(title: string, value: unknown, open = false): Html {
  return html`<details class="panel raw"${open ? html` open` : ''}><summary>${title}</summary>${json(value)}</details>`;
}
