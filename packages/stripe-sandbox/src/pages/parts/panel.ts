import { html } from 'hono/html';
import type { Html } from './html.ts';
import { icon } from './icons.ts';

/** A titled box. */
export function panel(title: string, content: Html | readonly Html[], aside: Html | string = ''): Html {
  return html`<section class="panel"><header><h2>${title}</h2>${aside}</header>${content}</section>`;
}

/** Says that there is nothing, and what to do to change that. */
export function empty(title: string, next: Html | string): Html {
  return html`<div class="empty"><strong>${title}</strong><p>${next}</p></div>`;
}

/** Column headings: a name, and a class after a colon. */
type Column = readonly [name: string, className?: 'number' | 'wide' | 'number wide'];

/** A table that scrolls inside its box where it is too wide. */
export function table(caption: string, columns: readonly Column[], rows: readonly Html[]): Html {
  return html`<div class="scroll"><table><caption class="hidden-text">${caption}</caption><thead><tr>${columns.map(
    ([name, className]) =>
      html`<th scope="col"${className === undefined ? '' : html` class="${className}"`}>${name === '' ? html`<span class="hidden-text">Actions</span>` : name}</th>`,
  )}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Names and what they are. Facts without a value are left out. */
export function facts(entries: readonly (readonly [string, Html | string | null | undefined])[]): Html {
  const known = entries.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return html`<dl class="facts">${known.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

/** The way back to a list, above a title. */
export function crumb(href: string, text: string): Html {
  return html`<a class="crumb" href="${href}">${icon('left', 12)} ${text}</a>`;
}

/** A form of one button. */
export function actionButton(action: string, label: string, look: '' | 'primary' | 'danger' | 'small' = ''): Html {
  return html`<form method="post" action="${action}"><button class="button ${look}" type="submit">${label}</button></form>`;
}
