import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Html } from './parts/html.ts';
import { icon } from './parts/icons.ts';

export interface Notice {
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

/** What came of a form, told on the page that follows it. */
export interface Notices {
  /** Leads to `path` and says there what came of it. */
  redirect(c: Context, path: string, notice: Notice): Response;
  /** What the page of this address has to say; empty when nothing. */
  show(c: Context): Html | string;
}

const KEPT = 100;

/**
 * Keeps the latest notices. The address carries only an id: words of somebody else's choosing in a link would pass
 * for the sandbox's own.
 */
export function createNotices(): Notices {
  const kept = new Map<string, Notice>();
  return {
    redirect(c, path, notice) {
      const id = randomUUID();
      kept.set(id, notice);
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break;
        kept.delete(oldest);
      }
      return c.redirect(`${path}${path.includes('?') ? '&' : '?'}notice=${id}`, 303);
    },
    show(c) {
      const notice = kept.get(c.req.query('notice') ?? '');
      if (notice === undefined) return '';
      const sign = icon(notice.tone === 'good' ? 'check' : 'alert', 14);
      return html`<p class="notice ${notice.tone}" role="status">${sign}<span>${notice.text}</span></p>`;
    },
  };
}
